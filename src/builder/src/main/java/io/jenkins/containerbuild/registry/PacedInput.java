package io.jenkins.containerbuild.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * What a server sends, with limits for servers that send a byte now and then: a deadline for a whole small answer, and a minimum rate for
 * everything else. Only time spent waiting for the server counts, so a slow reader of a fast server is not at fault.
 */
final class PacedInput extends FilterInputStream {
    /** Bytes per second, averaged over the idle timeout. */
    private static final long SLOWEST = 1024;

    private final Duration idle;
    private long waited;
    private long bytes;
    private long deadline;
    private boolean limited;

    PacedInput(InputStream in, Duration idle) {
        super(in);
        this.idle = idle;
    }

    /** From now on all that comes belongs to a small answer, which must be complete in twice the idle timeout. */
    void expectAll() {
        limited = true;
        deadline = System.nanoTime() + 2 * idle.toNanos();
    }

    /** From now on only the rate counts. */
    void expectMuch() {
        limited = false;
        waited = 0;
        bytes = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long before = System.nanoTime();
        int read = in.read(buffer, offset, length);
        long now = System.nanoTime();
        if (limited && now - deadline > 0) {
            throw new SocketTimeoutException("no complete answer within " + 2 * idle.toMillis() + " ms");
        }
        waited += now - before;
        bytes += Math.max(0, read);
        if (!limited && waited > idle.toNanos()) {
            if (bytes < SLOWEST * idle.toMillis() / 1000) {
                throw new SocketTimeoutException(
                        "no " + SLOWEST + " bytes per second came within " + idle.toMillis() + " ms");
            }
            expectMuch();
        }
        return read;
    }
}
