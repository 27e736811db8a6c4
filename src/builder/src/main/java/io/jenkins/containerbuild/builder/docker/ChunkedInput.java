package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.image.BulkInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a body in chunks (RFC 9112, 7.1). A connection that ends before the last chunk is an error, not an end. */
final class ChunkedInput extends BulkInputStream {
    private static final int LONGEST_LINE = 1024;

    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0 && !ended) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection ended in the middle of an answer");
        }
        left -= count;
        return count;
    }

    /** Of this chunk alone: a reader that believes the rest of the connection would wait for the next one with what it has. */
    @Override
    public int available() throws IOException {
        return (int) Math.min(in.available(), left);
    }

    private void beginChunk() throws IOException {
        if (!first) {
            line();
        }
        first = false;
        String size = line();
        int end = size.indexOf(';');
        try {
            left = Long.parseLong((end < 0 ? size : size.substring(0, end)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("the answer is no HTTP: a chunk of the size \"" + size + "\"", e);
        }
        if (left < 0) {
            throw new IOException("the answer is no HTTP: a chunk of the size \"" + size + "\"");
        }
        if (left == 0) {
            ended = true;
            line();
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException("the connection ended in the middle of an answer");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
