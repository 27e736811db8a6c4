package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.image.BulkInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An engine's answer. Closing it closes the connection.
 *
 * @param headers names in lower case
 * @param body on the wire
 * @param closing what ends it
 */
record EngineResponse(int status, Map<String, String> headers, InputStream body, Runnable closing)
        implements AutoCloseable {
    private static final int MAX_HEADER = 64 * 1024;
    /** Bytes of an answer that is read whole; what an engine says of an image has some thousand. */
    private static final int MAX_WHOLE = 16 << 20;

    /** An answer that was read to its end. */
    record Whole(int status, Map<String, String> headers, byte[] body) {
        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    static EngineResponse read(Socket connection) throws IOException {
        return read(buffered(connection.getInputStream()), () -> EngineClient.close(connection));
    }

    /** Closing it ends the watch. */
    static EngineResponse read(Watch watch) throws IOException {
        return read(buffered(watch.listening(watch.connection().getInputStream())), watch::close);
    }

    private static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in, 64 << 10);
    }

    /** Reads no byte behind the header, since these belong to another protocol. */
    static EngineResponse readHead(Socket connection) throws IOException {
        return read(connection.getInputStream(), () -> EngineClient.close(connection));
    }

    private static EngineResponse read(InputStream in, Runnable closing) throws IOException {
        String[] lines = readHeader(in).split("\r\n");
        String[] words = lines[0].split(" ");
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("what answers is no engine: \"" + lines[0] + "\"");
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new EngineResponse(Integer.parseInt(words[1]), headers, body(headers, in), closing);
    }

    private static InputStream body(Map<String, String> headers, InputStream in) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new ChunkedInput(in);
        }
        String length = headers.get("content-length");
        if (length != null && !length.matches("[0-9]{1,18}")) {
            throw new IOException("the answer is no HTTP: its length is \"" + length + "\"");
        }
        return length == null ? in : new BoundedInput(in, Long.parseLong(length));
    }

    /** Byte by byte, since what follows the header may belong to another protocol. */
    private static String readHeader(InputStream in) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && header.size() < MAX_HEADER) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("it closed the connection without an answer");
            }
            header.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return header.toString(StandardCharsets.ISO_8859_1);
    }

    Whole whole() throws IOException {
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

    /** A body of known length. */
    private static final class BoundedInput extends BulkInputStream {
        private long left;

        BoundedInput(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the connection ended in the middle of an answer");
            }
            left -= count;
            return count;
        }
    }
}
