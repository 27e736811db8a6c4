package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Certificates for TLS, read from PEM files: the authorities to trust, and client certificates for servers that require
 * them.
 */
public final class TlsCertificates {
    private static final char[] NO_PASSWORD = new char[0];

    private final KeyStore authorities = emptyStore();
    private final KeyStore clients = emptyStore();

    public TlsCertificates() throws GeneralSecurityException, IOException {}

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /** Trusts all authorities in a file. If no authority is added, {@link #context} trusts the JVM's authorities. */
    public void trust(Path file) throws GeneralSecurityException, IOException {
        for (Certificate authority : PemFile.certificates(file)) {
            authorities.setCertificateEntry("authority-" + authorities.size(), authority);
        }
    }

    /** Trusts the JVM's authorities in addition to the authorities in files. */
    void trustJvm() throws GeneralSecurityException {
        for (TrustManager manager : trustManagers(null)) {
            for (X509Certificate authority : ((X509TrustManager) manager).getAcceptedIssuers()) {
                authorities.setCertificateEntry("authority-" + authorities.size(), authority);
            }
        }
    }

    /** Presents the first certificate of a file, followed by its chain, to servers that require a certificate. */
    public void present(Path file, Path key) throws GeneralSecurityException, IOException {
        Certificate[] chain = PemFile.certificates(file);
        checkValidity(file, (X509Certificate) chain[0]);
        clients.setKeyEntry(file.toString(), PemFile.key(key, chain[0]), NO_PASSWORD, chain);
    }

    /** Checks the validity period in advance, because servers reject expired certificates without giving the reason. */
    private static void checkValidity(Path file, X509Certificate certificate) throws GeneralSecurityException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new GeneralSecurityException(
                    file + " has expired on " + certificate.getNotAfter().toInstant() + "; replace it", e);
        } catch (CertificateNotYetValidException e) {
            throw new GeneralSecurityException(
                    file + " is not valid before " + certificate.getNotBefore().toInstant()
                            + "; check the clock of this machine",
                    e);
        }
    }

    /** A TLS context with these certificates. */
    public SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(clients, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), authorities.size() == 0 ? null : trustManagers(authorities), null);
        return context;
    }

    private static TrustManager[] trustManagers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
