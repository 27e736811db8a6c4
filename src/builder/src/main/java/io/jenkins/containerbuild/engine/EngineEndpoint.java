package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address at which an engine or a {@code buildkitd} listens.
 *
 * @param address as in DOCKER_HOST and BUILDKIT_HOST: {@code unix:///var/run/docker.sock}, {@code tcp://host:2376}
 * @param tls the TLS settings, or null for a connection without TLS
 * @param daemon the kind of service at the address
 */
public record EngineEndpoint(String address, EngineTls tls, Daemon daemon) {
    private static final String DEFAULT = "unix:///var/run/docker.sock";
    private static final String UNIX = "unix://";
    private static final String TCP = "tcp://";
    private static final int MAX_PORT = 65_535;
    /** Host and port of a TCP address. {@link java.net.URI} would reject underscores, which names of containers have. */
    private static final Pattern AUTHORITY = Pattern.compile("([^/:\\[\\]]+|\\[[^/\\[\\]]+])(?::(\\d{1,5}))?/?");

    private static final int PLAIN_PORT = 2375;
    private static final int TLS_PORT = 2376;
    private static final int BUILDKIT_PORT = 1234;

    /** The kind of service at an address, with its names in messages and its default ports. */
    enum Daemon {
        ENGINE("container engine", "the engine", "Docker Engine or podman", PLAIN_PORT, TLS_PORT),
        BUILDKIT("BuildKit", "BuildKit", "buildkitd", BUILDKIT_PORT, BUILDKIT_PORT);

        private final String kind;
        private final String who;
        private final String product;
        private final int plainPort;
        private final int tlsPort;

        Daemon(String kind, String who, String product, int plainPort, int tlsPort) {
            this.kind = kind;
            this.who = who;
            this.product = product;
            this.plainPort = plainPort;
            this.tlsPort = tlsPort;
        }

        /** The setting with which users select another service. */
        String setting() {
            return this == ENGINE ? Vocabulary.inUse().engine() : Setting.BUILDER.inWords("buildkit:ADDRESS");
        }
    }

    /** An engine without TLS. */
    public EngineEndpoint(String address) {
        this(address, null);
    }

    EngineEndpoint(String address, EngineTls tls) {
        this(address, tls, Daemon.ENGINE);
    }

    /**
     * The endpoint of a {@code buildkitd}. TCP connections use TLS if BUILDKIT_CERT_PATH names a directory with
     * {@code ca.pem}, {@code cert.pem} and {@code key.pem}.
     *
     * @param address as in BUILDKIT_HOST
     */
    static EngineEndpoint ofBuildKit(String address, Map<String, String> environment) {
        String certificates = environment.getOrDefault("BUILDKIT_CERT_PATH", "");
        boolean tls = address.startsWith(TCP) && !certificates.isEmpty();
        return new EngineEndpoint(address, tls ? new EngineTls(Path.of(certificates)) : null, Daemon.BUILDKIT);
    }

    /**
     * Finds the engine as Docker's command line does: from DOCKER_HOST with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH,
     * otherwise from the context named by DOCKER_CONTEXT or Docker's configuration, otherwise at the default socket.
     *
     * @throws ServiceException if the named context does not exist, or requests TLS without verification of the server
     */
    public static EngineEndpoint of(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        String config = environment.getOrDefault("DOCKER_CONFIG", "");
        Path folder = config.isEmpty() ? Path.of(home, ".docker") : Path.of(config);
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (!host.isEmpty()) {
            return ofHost(host, environment, folder);
        }
        String context = environment.getOrDefault("DOCKER_CONTEXT", "");
        if (context.isEmpty()) {
            context = read(folder.resolve("config.json")).string("currentContext");
        }
        return context.isEmpty() || context.equals("default")
                ? new EngineEndpoint(DEFAULT)
                : ofContext(folder, context);
    }

    private static EngineEndpoint ofHost(String host, Map<String, String> environment, Path config) {
        boolean verified = !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
        if (!host.startsWith(TCP)) {
            return new EngineEndpoint(host);
        }
        if (!verified && !environment.getOrDefault("DOCKER_TLS", "").isEmpty()) {
            throw unverified("DOCKER_TLS without DOCKER_TLS_VERIFY", host, "DOCKER_TLS_VERIFY=1");
        }
        String certificates = environment.getOrDefault("DOCKER_CERT_PATH", "");
        return verified
                ? new EngineEndpoint(host, new EngineTls(certificates.isEmpty() ? config : Path.of(certificates)))
                : new EngineEndpoint(host);
    }

    private static EngineEndpoint ofContext(Path folder, String context) {
        String name = Digest.of(context.getBytes(StandardCharsets.UTF_8)).hex();
        Path contexts = folder.resolve("contexts");
        Path meta = contexts.resolve("meta").resolve(name).resolve("meta.json");
        JsonObject engine = read(meta).object("Endpoints").object("docker");
        String host = engine.string("Host");
        if (host.isEmpty()) {
            throw new ServiceException("the Docker context \"" + context + "\" names no engine in " + meta
                    + "; docker context ls shows those that there are, "
                    + Vocabulary.inUse().noDockerContext());
        }
        if (engine.bool("SkipTLSVerify")) {
            throw unverified(
                    "skip-tls-verify in the Docker context \"" + context + "\"",
                    host,
                    "docker context update --docker host=" + host + ",ca=FILE " + context);
        }
        Path certificates = contexts.resolve("tls").resolve(name).resolve("docker");
        return host.startsWith(TCP) && Files.isDirectory(certificates)
                ? new EngineEndpoint(host, new EngineTls(certificates))
                : new EngineEndpoint(host);
    }

    /** An unverified server would receive the passwords. */
    private static ServiceException unverified(String what, String host, String remedy) {
        return new ServiceException(
                what + " means that the identity of the engine at " + host + " is not verified; use " + remedy);
    }

    private static JsonObject read(Path file) {
        try {
            return Files.isRegularFile(file) ? JsonObject.parse(Files.readAllBytes(file)) : JsonObject.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new ServiceException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Opens a connection. An interrupt of a thread that reads from it or writes to it closes the connection. */
    Socket connect() throws IOException {
        if (address.startsWith(UNIX)) {
            Path socket = Path.of(address.substring(UNIX.length()));
            return connect(SocketChannel.open(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(socket));
        }
        if (address.startsWith(TCP)) {
            return connectByNetwork();
        }
        throw new IOException(
                "addresses of this kind are not supported yet; unix:///var/run/docker.sock and tcp://HOST:PORT"
                        + " are, and ssh -L makes one of the other");
    }

    private Socket connectByNetwork() throws IOException {
        return byNetwork((plain, host, port) -> tls == null ? plain : tls.over(plain, host, port));
    }

    /** Prepares a new connection for use, for example with a TLS handshake. */
    private interface Beginning {
        Socket on(StreamSocket plain, String host, int port) throws IOException;
    }

    private Socket byNetwork(Beginning beginning) throws IOException {
        Matcher authority = AUTHORITY.matcher(address.substring(TCP.length()));
        int defaultPort = tls == null ? daemon.plainPort : daemon.tlsPort;
        boolean valid = authority.matches();
        int port = !valid || authority.group(2) == null ? defaultPort : Integer.parseInt(authority.group(2));
        if (!valid || port > MAX_PORT) {
            throw new IOException("the address is not valid; use tcp://HOST:PORT");
        }
        String host = authority.group(1);
        SocketChannel channel = SocketChannel.open();
        try (Deadline deadline = Deadline.of(StreamSocket.of(channel), BuildKitTransport.PATIENCE)) {
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                StreamSocket plain = connect(channel, new InetSocketAddress(host, port));
                return beginning.on(plain, host, port);
            } catch (IOException e) {
                throw deadline.isOver() ? tooLate(e) : e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException tooLate(IOException fault) {
        IOException late = new SocketTimeoutException(
                "it does not answer within " + BuildKitTransport.PATIENCE.toSeconds() + " s");
        late.initCause(fault);
        return late;
    }

    private static StreamSocket connect(SocketChannel channel, SocketAddress where) throws IOException {
        try {
            channel.connect(where);
            return StreamSocket.of(channel);
        } catch (UnresolvedAddressException e) {
            channel.close();
            throw new IOException("no machine of this name is known", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the exception to throw if the engine cannot be reached, with advice for the user. */
    ServiceException unreachable(IOException fault) {
        String reason = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        String advice = "start it, or name another with " + daemon.setting();
        String ofTls = tls == null ? null : ofTls(fault);
        if (ofTls != null) {
            return new ServiceException("no TLS with " + daemon.who + " at " + address + ": " + ofTls, fault);
        }
        if (address.startsWith(UNIX)) {
            Path socket = Path.of(address.substring(UNIX.length()));
            if (!Files.exists(socket)) {
                reason = "there is no socket " + socket;
                advice = "install and start " + daemon.product + ", or name an engine with " + daemon.setting();
            } else if (reason.contains("Permission denied")) {
                reason = "permission denied";
                advice = "become a member of the group that " + socket
                        + " belongs to (usermod -aG docker USER, then log in"
                        + " again), or name an engine of your own with "
                        + daemon.setting();
            }
        }
        return new ServiceException(
                "no " + daemon.kind + " answers at " + address + ": " + reason + "; " + advice, fault);
    }

    /**
     * Explains a connection failure that TLS certificates caused; null for other failures. Repeats the handshake with
     * TLS 1.2 if the failure itself does not show the cause.
     */
    private String ofTls(IOException fault) {
        String found = tls.explain(fault);
        if (found != null || fault instanceof ConnectException || fault instanceof SocketTimeoutException) {
            return found;
        }
        try (Socket again = byNetwork((plain, host, port) -> {
            tls.shakeHandsSlowly(plain, host, port);
            return plain;
        })) {
            return null;
        } catch (IOException e) {
            return tls.explain(e);
        }
    }

    @Override
    public String toString() {
        return address;
    }
}
