package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.image.BulkInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a fixed number of bytes from a stream; throws an {@link EOFException} if the stream ends earlier. */
final class BoundedStream extends BulkInputStream {
    private long left;

    BoundedStream(InputStream in, long bytes) {
        super(in);
        this.left = bytes;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0 || length == 0) {
            return length == 0 ? 0 : -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the file ends " + left + " bytes too early");
        }
        left -= read;
        return read;
    }
}
