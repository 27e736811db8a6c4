package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.registry.TlsCertificates;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS to an engine, both sides of which show who they are: as Docker's command line has it, a folder holds {@code ca.pem}, the authorities
 * that may vouch for the engine (without it those of the JVM), and {@code cert.pem} with {@code key.pem}, by which the engine knows its
 * caller.
 */
final class EngineTls {
    private static final char[] NO_PASSWORD = new char[0];

    private final Path folder;
    private SSLContext context;

    EngineTls(Path folder) {
        this.folder = folder;
    }

    /**
     * The plain connection with TLS on it, after the handshake.
     *
     * @throws ServiceException where the certificates of this side cannot be used
     */
    StreamSocket over(StreamSocket plain, String host, int port) throws IOException {
        return over(plain, host, port, null);
    }

    /**
     * The same handshake with TLS 1.2, where a server that does not let its caller in says so before the end of it. With TLS 1.3 it says so
     * afterwards, and whoever is writing then may learn no more than that the connection is gone.
     */
    void shakeHandsSlowly(StreamSocket plain, String host, int port) throws IOException {
        over(plain.with(plain.getInputStream(), new Forgiving(plain.getOutputStream())), host, port, new String[] {
            "TLSv1.2"
        });
    }

    /** Gives up in silence, so that the other side's last words are read before anybody complains that it is gone. */
    private static final class Forgiving extends FilterOutputStream {
        private boolean gone;

        Forgiving(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                if (!gone) {
                    out.write(bytes, offset, length);
                }
            } catch (IOException e) {
                gone = true;
            }
        }
    }

    private StreamSocket over(StreamSocket plain, String host, int port, String[] versions) throws IOException {
        SSLSocket secure = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (versions != null) {
            parameters.setProtocols(versions);
        }
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return plain.with(secure.getInputStream(), secure.getOutputStream());
    }

    private synchronized SSLContext context() {
        try {
            if (context == null) {
                context = read();
            }
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new ServiceException(
                    "the certificates for the engine in " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private SSLContext read() throws GeneralSecurityException, IOException {
        TlsCertificates tls = new TlsCertificates();
        if (Files.exists(folder.resolve("ca.pem"))) {
            tls.trust(folder.resolve("ca.pem"));
        }
        if (Files.exists(folder.resolve("cert.pem"))) {
            tls.present(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        }
        return tls.context();
    }

    /**
     * What a fault of the connection is due to, and what would mend it.
     *
     * @return null where it is not due to certificates
     */
    String explain(IOException fault) {
        String said = messages(fault);
        if (said.contains("NotAfter") || said.contains("CertificateExpired")) {
            return "its certificate has expired (" + fault.getMessage() + "); give the engine a new one";
        }
        if (said.contains("NotBefore")) {
            return "its certificate is not valid yet (" + fault.getMessage() + "); see the clocks of both machines";
        }
        if (said.contains("unable to find valid certification path") || said.contains("Path does not chain")) {
            return "its certificate is signed by none of the authorities in " + folder.resolve("ca.pem")
                    + "; put the one there that signed it";
        }
        if (said.contains("subject alternative") || said.contains("No name matching")) {
            return "its certificate is for another name (" + fault.getMessage()
                    + "); name the engine as its certificate does, or add the name to it";
        }
        if (said.contains("Unsupported or unrecognized SSL message")) {
            return "it does not speak TLS there; start it with --tlsverify, or "
                    + Vocabulary.inUse().noEngineTls();
        }
        return ofCaller(fault, said);
    }

    /** A server that wants to know its caller says so after the handshake, or cuts the connection. */
    private String ofCaller(IOException fault, String said) {
        Path certificate = folder.resolve("cert.pem");
        boolean shown = Files.exists(certificate);
        if (said.contains("certificate_required") || !shown && said.contains("bad_certificate")) {
            return shown
                    ? refused(certificate)
                    : "it wants to know who calls; put cert.pem and key.pem, signed by its authority, into " + folder;
        }
        if (said.contains("Received fatal alert")) {
            return shown ? refused(certificate) : "it ends the handshake (" + fault.getMessage() + ")";
        }
        return null;
    }

    private static String refused(Path certificate) {
        return "it does not accept " + certificate
                + "; have it signed by the authority that the engine was started with (--tlscacert)";
    }

    private static String messages(Throwable fault) {
        StringBuilder all = new StringBuilder();
        for (Throwable one = fault; one != null; one = one.getCause()) {
            all.append(one.getMessage())
                    .append(' ')
                    .append(one.getClass().getSimpleName())
                    .append('\n');
        }
        return all.toString();
    }
}
