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
 * TLS with mutual authentication for connections to an engine. As for Docker's command line, a directory holds
 * {@code ca.pem}, the authorities trusted to sign the engine's certificate (if missing, those of the JVM), and
 * {@code cert.pem} with {@code key.pem}, the client certificate.
 */
final class EngineTls {
    private static final char[] NO_PASSWORD = new char[0];

    private final Path folder;
    private SSLContext context;

    EngineTls(Path folder) {
        this.folder = folder;
    }

    /**
     * Performs the handshake and returns the encrypted connection.
     *
     * @throws ServiceException if the client certificate or the authorities cannot be used
     */
    StreamSocket over(StreamSocket plain, String host, int port) throws IOException {
        return over(plain, host, port, null);
    }

    /**
     * Performs the handshake with TLS 1.2, to find out why a server rejects the client. With TLS 1.2 the server reports
     * a rejection during the handshake. With TLS 1.3 the report comes afterwards, and a client that is writing at that
     * time may only see a closed connection.
     */
    void shakeHandsSlowly(StreamSocket plain, String host, int port) throws IOException {
        over(plain.with(plain.getInputStream(), new Forgiving(plain.getOutputStream())), host, port, new String[] {
            "TLSv1.2"
        });
    }

    /** Ignores write errors, so that the server's last alert is read before the broken connection is reported. */
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
     * Explains a connection failure and how to fix it.
     *
     * @return null if certificates did not cause the failure
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

    /**
     * Explains a failure caused by a missing or rejected client certificate. The server reports such a failure after
     * the handshake, or closes the connection.
     */
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
