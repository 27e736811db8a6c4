package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.jenkins.containerbuild.engine.EngineClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A session with BuildKit: a connection on which BuildKit calls services of this process. The session ends when the
 * session or its {@link ControlClient} is closed.
 */
final class BuildKitSession implements AutoCloseable {
    private static final String HEADER = "x-docker-expose-session-";

    private final String id;
    private final Server server;
    private final Socket connection;

    private BuildKitSession(String id, Server server, Socket connection) {
        this.id = id;
        this.server = server;
        this.connection = connection;
    }

    /**
     * Starts a session that offers the given services.
     *
     * @param sharedKey selects the copy of earlier transfers that BuildKit compares files with; concurrent builds must
     *     use different keys
     */
    static BuildKitSession open(ControlClient client, String sharedKey, List<ServerServiceDefinition> services)
            throws IOException {
        String id = UUID.randomUUID().toString().replace("-", "");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(HEADER + "uuid", List.of(id));
        headers.put(HEADER + "name", List.of("container-build"));
        headers.put(HEADER + "sharedkey", List.of(sharedKey));
        headers.put(
                HEADER + "grpc-method",
                services.stream()
                        .flatMap(service -> service.getMethods().stream())
                        .map(method -> "/" + method.getMethodDescriptor().getFullMethodName())
                        .toList());
        Socket connection = client.session(headers);
        OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .socketFactory(new SingleConnection(connection))
                .maxInboundMessageSize(16 << 20)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        services.forEach(builder::addService);
        return new BuildKitSession(id, builder.build().start(), connection);
    }

    String id() {
        return id;
    }

    @Override
    public void close() {
        server.shutdownNow();
        EngineClient.close(connection);
    }
}
