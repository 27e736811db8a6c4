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
 * Sends HTTP/1.1 requests to an engine. Each request has its own connection. An interrupt closes the connection, and
 * the engine then cancels the request.
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

    /** Upgrades a connection to HTTP/2, on which the engine's BuildKit responds. */
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

    /**
     * Sends a request and reads its short response, whatever its status. Throws {@link ServiceException} if no response
     * arrives in time.
     */
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
     * Sends a request whose response may take long. Detects an engine that hangs in the meantime.
     *
     * @param body the body of the request, or null for none
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
            // The connection is no longer needed.
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

    /**
     * Lets HttpCore read only one byte at a time, so that it consumes nothing after the head of the response: those
     * bytes belong to HTTP/2.
     */
    private static Socket headOnly(Socket connection) throws IOException {
        InputStream in = new BulkInputStream(connection.getInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, Math.min(length, 1));
            }
        };
        return new StreamSocket(in, connection.getOutputStream(), connection);
    }

    /** Returns the engine's error message from an unsuccessful response, or the status if the response has none. */
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
