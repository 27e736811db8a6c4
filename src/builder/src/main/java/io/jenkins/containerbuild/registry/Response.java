package io.jenkins.containerbuild.registry;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** A response whose body has not been read yet. Closing it makes the connection available for other requests. */
final class Response implements Closeable {
    /**
     * Maximum size in bytes of an unread body that is skipped to reuse the connection. If more is left, the connection
     * is closed.
     */
    private static final int DRAINED = 64 * 1024;

    private final ClassicHttpResponse response;
    private final InputStream body;
    private final Connection connection;
    private final Transport transport;
    private boolean closed;

    Response(ClassicHttpResponse response, InputStream body, Connection connection, Transport transport) {
        this.response = response;
        this.body = body;
        this.connection = connection;
        this.transport = transport;
    }

    int status() {
        return response.getCode();
    }

    boolean isSuccess() {
        return status() >= 200 && status() < 300;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(header -> text(header.getValue()));
    }

    /** The values of all headers with the name. */
    List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        for (Header header : response.getHeaders(name)) {
            values.add(text(header.getValue()));
        }
        return values;
    }

    /**
     * Decodes a header value that HttpCore has read as Latin-1: as UTF-8 if it is valid UTF-8, otherwise as Latin-1.
     */
    private static String text(String latin1) {
        boolean ascii = true;
        for (int i = 0; latin1 != null && i < latin1.length(); i++) {
            ascii &= latin1.charAt(i) < 0x80;
        }
        if (ascii) {
            return latin1;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return latin1;
        }
    }

    /** Value of a header that contains a number of bytes, or -1 if it is missing or invalid. */
    long length(String header) {
        try {
            Header found = response.getFirstHeader(header);
            return found == null ? -1 : Long.parseLong(found.getValue().strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    InputStream body() {
        return body;
    }

    /** Reads a small body, or its first {@code limit} bytes, before a deadline. */
    byte[] bytes(int limit) throws IOException {
        expectAll();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int read;
        while (bytes.size() < limit
                && (read = body.read(buffer, 0, Math.min(buffer.length, limit - bytes.size()))) > 0) {
            bytes.write(buffer, 0, read);
        }
        return bytes.toByteArray();
    }

    /** Sets a deadline for the rest of the body. */
    void expectAll() {
        connection.expectAll();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (connection.isReusable() && body.skip(DRAINED) < DRAINED && body.read() < 0) {
                transport.release(connection);
                return;
            }
        } catch (IOException e) {
            // The connection cannot be reused after an incomplete body.
        }
        transport.discard(connection);
    }

    /** Closes the connection. */
    void abort() {
        closed = true;
        transport.discard(connection);
    }
}
