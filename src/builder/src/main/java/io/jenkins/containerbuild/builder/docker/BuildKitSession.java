package io.jenkins.containerbuild.builder.docker;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A session with BuildKit: {@code POST /session} upgrades a connection to h2c, on which the engine is the client. It lives as long as the
 * build; closing it ends every call.
 */
final class BuildKitSession implements AutoCloseable {
    /** What it has to say of broken connections is in the exceptions. Held here, since loggers that nobody holds forget their level. */
    private static final Logger SILENCED = Logger.getLogger("io.grpc");

    static {
        SILENCED.setLevel(Level.OFF);
    }

    private final String id;
    private final Server server;
    private final Socket connection;

    private BuildKitSession(String id, Server server, Socket connection) {
        this.id = id;
        this.server = server;
        this.connection = connection;
    }

    /**
     * @param sharedKey chooses what the engine keeps of earlier transfers; builds that run at once need different ones
     * @throws NoSessionException where the engine has no sessions
     */
    static BuildKitSession open(EngineClient engine, String sharedKey, List<ServerServiceDefinition> services) {
        String id = UUID.randomUUID().toString().replace("-", "");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Connection", "Upgrade");
        headers.put("Upgrade", "h2c");
        headers.put("X-Docker-Expose-Session-Uuid", id);
        headers.put("X-Docker-Expose-Session-Name", "container-build");
        headers.put("X-Docker-Expose-Session-Sharedkey", sharedKey);
        headers.put(
                "X-Docker-Expose-Session-Grpc-Method",
                String.join("\r\nX-Docker-Expose-Session-Grpc-Method: ", SessionServices.METHODS));
        try {
            Socket connection = engine.upgrade("/session", headers);
            OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            InsecureServerCredentials.create())
                    .socketFactory(new SingleConnection(connection))
                    .maxInboundMessageSize(16 << 20)
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true);
            services.forEach(builder::addService);
            return new BuildKitSession(id, builder.build().start(), connection);
        } catch (IOException e) {
            throw engine.fault(e);
        }
    }

    String id() {
        return id;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            connection.close();
        } catch (IOException closedAllTheSame) {
            // Nothing is left to lose.
        }
    }
}
