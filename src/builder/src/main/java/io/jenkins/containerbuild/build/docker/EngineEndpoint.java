package io.jenkins.containerbuild.build.docker;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where an engine listens.
 *
 * @param address as in DOCKER_HOST: {@code unix:///var/run/docker.sock}, {@code tcp://host:2375}
 */
public record EngineEndpoint(String address) {
    private static final String DEFAULT = "unix:///var/run/docker.sock";
    private static final String UNIX = "unix://";
    private static final int PLAIN_PORT = 2375;

    /**
     * Finds it as Docker's command line does: DOCKER_HOST, else the context that DOCKER_CONTEXT or Docker's configuration names, else the
     * default socket.
     *
     * @throws ServiceException where a context is named that is not there, or the engine is to be spoken to by TLS
     */
    public static EngineEndpoint of(Map<String, String> environment) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (!host.isEmpty()) {
            if (host.startsWith("tcp://")
                    && !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty()) {
                throw withoutTls(host);
            }
            return new EngineEndpoint(host);
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        String config = environment.getOrDefault("DOCKER_CONFIG", "");
        Path folder = config.isEmpty() ? Path.of(home, ".docker") : Path.of(config);
        String context = environment.getOrDefault("DOCKER_CONTEXT", "");
        if (context.isEmpty()) {
            context = read(folder.resolve("config.json")).string("currentContext");
        }
        return context.isEmpty() || context.equals("default")
                ? new EngineEndpoint(DEFAULT)
                : ofContext(folder, context);
    }

    private static EngineEndpoint ofContext(Path folder, String context) {
        String name = Digest.of(context.getBytes(StandardCharsets.UTF_8)).hex();
        Path meta = folder.resolve("contexts").resolve("meta").resolve(name).resolve("meta.json");
        String host = read(meta).object("Endpoints").object("docker").string("Host");
        if (host.isEmpty()) {
            throw new ServiceException(
                    "the Docker context \"" + context + "\" names no engine in " + meta
                            + "; docker context ls shows those that there are, DOCKER_HOST=unix:///var/run/docker.sock goes without");
        }
        if (Files.isDirectory(folder.resolve("contexts").resolve("tls").resolve(name))) {
            throw withoutTls(host);
        }
        return new EngineEndpoint(host);
    }

    /** In clear a password would go where it must not. */
    private static ServiceException withoutTls(String host) {
        return new ServiceException(
                "TLS to an engine (" + host + ") is not built yet; ssh -L /tmp/engine.sock:/var/run/docker.sock"
                        + " HOST and DOCKER_HOST=unix:///tmp/engine.sock would work");
    }

    private static JsonObject read(Path file) {
        try {
            return Files.isRegularFile(file) ? JsonObject.parse(Files.readAllBytes(file)) : JsonObject.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new ServiceException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A new connection. Reading and writing it ends where its thread is interrupted. */
    Socket connect() throws IOException {
        if (address.startsWith(UNIX)) {
            return connect(
                    SocketChannel.open(StandardProtocolFamily.UNIX),
                    UnixDomainSocketAddress.of(Path.of(address.substring(UNIX.length()))));
        }
        if (address.startsWith("tcp://")) {
            URI uri = URI.create(address);
            int port = uri.getPort() < 0 ? PLAIN_PORT : uri.getPort();
            return connect(SocketChannel.open(), new InetSocketAddress(uri.getHost(), port));
        }
        throw new IOException(
                "addresses of this kind are not supported yet; unix:///var/run/docker.sock and tcp://HOST:PORT"
                        + " are, and ssh -L makes one of the other");
    }

    private static Socket connect(SocketChannel channel, java.net.SocketAddress where) throws IOException {
        try {
            channel.connect(where);
            return new ChannelSocket(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What to tell the user where the engine cannot be reached. */
    ServiceException unreachable(IOException fault) {
        String reason = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        String advice = "start it, or name another with DOCKER_HOST";
        if (address.startsWith(UNIX)) {
            Path socket = Path.of(address.substring(UNIX.length()));
            if (!Files.exists(socket)) {
                reason = "there is no socket " + socket;
                advice = "install and start Docker Engine or podman, or name an engine with DOCKER_HOST";
            } else if (reason.contains("Permission denied")) {
                reason = "permission denied";
                advice = "become a member of the group that " + socket
                        + " belongs to (usermod -aG docker USER, then log in"
                        + " again), or name an engine of your own with DOCKER_HOST";
            }
        }
        return new ServiceException("no container engine answers at " + address + ": " + reason + "; " + advice, fault);
    }

    @Override
    public String toString() {
        return address;
    }
}
