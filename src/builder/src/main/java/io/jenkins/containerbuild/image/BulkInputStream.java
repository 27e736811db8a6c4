package io.jenkins.containerbuild.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Base class for streams that must process every byte of another stream. Single-byte reads and skips call the read
 * method that the subclass implements.
 */
public abstract class BulkInputStream extends FilterInputStream {
    private static final int SKIPPED_AT_ONCE = 64 << 10;

    private byte[] skipped;

    protected BulkInputStream(InputStream in) {
        super(in);
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final long skip(long count) throws IOException {
        if (count <= 0) {
            return 0;
        }
        skipped = skipped == null ? new byte[SKIPPED_AT_ONCE] : skipped;
        return Math.max(0, read(skipped, 0, (int) Math.min(count, SKIPPED_AT_ONCE)));
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
