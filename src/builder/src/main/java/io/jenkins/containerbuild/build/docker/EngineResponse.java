package io.jenkins.containerbuild.build.docker;

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

    private static InputStream body(Map<String, String> headers, InputStream in) {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return new ChunkedInput(in);
        }
        String length = headers.get("content-length");
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
            return new Whole(status, headers, body.readAllBytes());
        }
    }

    @Override
    public void close() {
        closing.run();
    }

    /** A body of known length. */
    private static final class BoundedInput extends InputStream {
        private final InputStream in;
        private long left;

        BoundedInput(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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
