package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.BulkInputStream;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * Speaks HTTP/1.1 with an engine. Each request has a connection of its own: closing it, as an interrupt does, ends what the engine does
 * for it.
 */
public final class EngineClient implements BuildKitTransport {
    private static final int LONGEST_REASON = 200;

    private final EngineEndpoint endpoint;

    EngineClient(EngineEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    public EngineEndpoint endpoint() {
        return endpoint;
    }

    /** Writes the body of a request. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    @Override
    public String who() {
        return "the engine at " + endpoint;
    }

    /** Asks the engine to speak HTTP/2 with its BuildKit on the connection. */
    @Override
    public Socket connect() throws IOException {
        Socket connection = endpoint.connect();
        try (Deadline deadline = Deadline.of(connection, PATIENCE)) {
            ClassicHttpRequest request =
                    request("POST", "/grpc", Map.of("Connection", "Upgrade", "Upgrade", "h2c"), null);
            EngineResponse response = EngineResponse.of(request, headOnly(connection), () -> {});
            if (response.status() != 101) {
                throw new NoSessionException("POST /grpc returned status " + response.status());
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public String setting() {
        return endpoint.daemon().setting();
    }

    @Override
    public ServiceException unreachable(IOException e) {
        return endpoint.unreachable(e);
    }

    /** A short answer; any status. Throws {@link ServiceException} where none comes in time. */
    public EngineResponse.Whole ask(String method, String path) {
        try (Socket connection = endpoint.connect();
                Deadline deadline = Deadline.of(connection, PATIENCE)) {
            try {
                return EngineResponse.of(request(method, path, Map.of(), null), connection, () -> close(connection))
                        .whole();
            } catch (IOException e) {
                throw deadline.isOver() ? hangs(e) : fault(e);
            }
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /**
     * Begins a request whose answer takes long. An engine that hangs meanwhile is found out.
     *
     * @param body null for none
     */
    public EngineResponse send(String method, String path, Map<String, String> headers, Body body) {
        Watch watch = Watch.over(this, connectForHttp());
        try {
            return EngineResponse.of(request(method, path, headers, body), watch.connection(), watch::close);
        } catch (IOException e) {
            watch.close();
            throw fault(watch.explained(e));
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private Socket connectForHttp() {
        try {
            return endpoint.connect();
        } catch (IOException e) {
            throw fault(e);
        }
    }

    public static void close(Socket connection) {
        try {
            connection.close();
        } catch (IOException closedAllTheSame) {
            // Nothing is left to lose.
        }
    }

    private static ClassicHttpRequest request(String method, String path, Map<String, String> headers, Body body) {
        ClassicHttpRequest request = new BasicClassicHttpRequest(method, path);
        request.addHeader("Host", "docker");
        request.addHeader("User-Agent", "container-build");
        headers.forEach(request::addHeader);
        if (body != null) {
            request.addHeader("Transfer-Encoding", "chunked");
            request.setEntity(new EntityTemplate(-1, null, null, body::writeTo));
        } else if (method.equals("POST")) {
            request.addHeader("Content-Length", "0");
        }
        return request;
    }

    /** Gives HttpCore a byte at a time, because those after the head of the response belong to HTTP/2. */
    private static Socket headOnly(Socket connection) throws IOException {
        InputStream in = new BulkInputStream(connection.getInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, Math.min(length, 1));
            }
        };
        return new StreamSocket(in, connection.getOutputStream(), connection);
    }

    /** The engine's own words for an answer that is no success. */
    public static String message(EngineResponse.Whole response) {
        String text = new String(response.body(), StandardCharsets.UTF_8).strip();
        try {
            String message = JsonObject.parse(response.body()).string("message");
            return message.isEmpty() ? "status " + response.status() : message;
        } catch (IllegalArgumentException e) {
            return text.isEmpty() || text.length() > LONGEST_REASON ? "status " + response.status() : text;
        }
    }
}
