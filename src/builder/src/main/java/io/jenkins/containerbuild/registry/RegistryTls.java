package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * TLS settings per registry. Trusts the JVM's certificate authorities and, for each host, the authorities in {@code
 * HOST[:PORT]/*.crt} of Docker's {@code certs.d}. A host with and without {@code :443} is the same server: the
 * folder of the name as written is used or, if there is none, that of the other name. In the same folder, {@code
 * X.cert} with the key {@code X.key} is a client certificate for servers that require one.
 */
final class RegistryTls {
    private final Path certificates;
    private final Map<String, SSLContext> contexts = new HashMap<>();

    /** @param certificates the folder {@code certs.d} */
    RegistryTls(Path certificates) {
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
        String used = hasFolder(hostAndPort) ? hostAndPort : otherName(hostAndPort);
        Path folder = certificates.resolve(hasFolder(used) ? used : hostAndPort);
        try {
            TlsCertificates tls = new TlsCertificates();
            if (Files.isDirectory(folder)) {
                tls.trustJvm();
                addAll(folder, tls);
            }
            return tls.context();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new ServiceException(
                    "the certificates for " + hostAndPort + " cannot be used: " + e.getMessage()
                            + "; put PEM files into " + folder
                            + ": *.crt of authorities, X.cert with X.key of this client",
                    e);
        }
    }

    /** The name with the default port, if it has no port, or without it. */
    private static String otherName(String hostAndPort) {
        return hostAndPort.endsWith(":443")
                ? hostAndPort.substring(0, hostAndPort.length() - ":443".length())
                : hostAndPort + ":443";
    }

    private static void addAll(Path folder, TlsCertificates tls) throws GeneralSecurityException, IOException {
        try (DirectoryStream<Path> authorities = Files.newDirectoryStream(folder, "*.crt");
                DirectoryStream<Path> clients = Files.newDirectoryStream(folder, "*.cert")) {
            for (Path file : authorities) {
                tls.trust(file);
            }
            for (Path file : clients) {
                tls.present(file, Path.of(file.toString().replaceFirst("cert$", "key")));
            }
        }
    }
}
