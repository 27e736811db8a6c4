package io.jenkins.containerbuild.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.MessageSupport;

/**
 * The response of an engine, parsed by Apache HttpCore. Closing it closes the connection.
 *
 * @param headers response headers; names are in lower case
 * @param closing closes the connection
 */
public record EngineResponse(int status, Map<String, String> headers, InputStream body, Runnable closing)
        implements AutoCloseable {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(64 << 10)
            .setMaxLineLength(64 << 10)
            .setMaxHeaderCount(200)
            .build();

    /**
     * Maximum size in bytes of a response that is read into memory; image descriptions have only a few thousand bytes.
     */
    private static final int MAX_WHOLE = 16 << 20;

    /** A response with its complete body. */
    public record Whole(int status, Map<String, String> headers, byte[] body) {
        public boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /**
     * Sends a request and reads the head of its response.
     *
     * @param closing closes the connection
     */
    public static EngineResponse of(ClassicHttpRequest request, Socket connection, Runnable closing)
            throws IOException {
        try {
            DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(LIMITS);
            http.bind(connection);
            http.sendRequestHeader(request);
            http.sendRequestEntity(request);
            http.flush();
            ClassicHttpResponse response = http.receiveResponseHeader();
            InputStream body = InputStream.nullInputStream();
            if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
                http.receiveResponseEntity(response);
                body = response.getEntity().getContent();
            }
            Map<String, String> headers = new HashMap<>();
            for (Header header : response.getHeaders()) {
                headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
            }
            return new EngineResponse(response.getCode(), headers, body, closing);
        } catch (HttpException e) {
            throw new IOException("the response is not HTTP: " + e.getMessage(), e);
        }
    }

    public Whole whole() throws IOException {
        try (this) {
            byte[] bytes = body.readNBytes(MAX_WHOLE + 1);
            if (bytes.length > MAX_WHOLE) {
                throw new IOException("an answer of more than " + MAX_WHOLE + " bytes, where a short one was expected");
            }
            return new Whole(status, headers, bytes);
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
