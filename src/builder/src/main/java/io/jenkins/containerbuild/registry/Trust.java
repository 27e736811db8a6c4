package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom to believe: the JVM's trust store and, for a host that has a folder in Docker's {@code certs.d}, the {@code *.crt} there; a pair
 * {@code X.cert}, {@code X.key} there is shown to servers that ask who calls.
 */
final class Trust {
    private static final char[] NO_PASSWORD = new char[0];

    private final Path certificates;
    private final Map<String, SSLContext> contexts = new HashMap<>();

    Trust(Path certificates) {
        this.certificates = certificates;
    }

    /** Whether certs.d has a folder for {@code host[:port]}. */
    boolean hasFolder(String hostAndPort) {
        return Files.isDirectory(certificates.resolve(hostAndPort));
    }

    synchronized SSLContext contextFor(String hostAndPort) {
        return contexts.computeIfAbsent(hostAndPort, this::create);
    }

    private SSLContext create(String hostAndPort) {
        Path folder = certificates.resolve(hostAndPort);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (hasFolder(hostAndPort)) {
                context.init(keys(folder).getKeyManagers(), authorities(folder).getTrustManagers(), null);
            } else {
                context.init(null, null, null);
            }
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new ServiceException(
                    "the certificates for " + hostAndPort + " cannot be used: " + e.getMessage() + "; " + folder
                            + " should hold PEM files: *.crt of authorities, X.cert with X.key of this client",
                    e);
        }
    }

    private static TrustManagerFactory authorities(Path folder) throws GeneralSecurityException, IOException {
        KeyStore all = emptyStore();
        for (TrustManager manager : trustManagers(null).getTrustManagers()) {
            for (X509Certificate known : ((X509TrustManager) manager).getAcceptedIssuers()) {
                all.setCertificateEntry("jvm-" + all.size(), known);
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.crt")) {
            for (Path file : files) {
                for (Certificate own : PemFile.certificates(file)) {
                    all.setCertificateEntry("own-" + all.size(), own);
                }
            }
        }
        return trustManagers(all);
    }

    private static TrustManagerFactory trustManagers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory keys(Path folder) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.cert")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replaceFirst("\\.cert$", "");
                Certificate[] chain = PemFile.certificates(file);
                PrivateKey key = PemFile.key(folder.resolve(name + ".key"), chain[0]);
                store.setKeyEntry(name, key, NO_PASSWORD, chain);
            }
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
