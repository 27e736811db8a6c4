package io.jenkins.containerbuild.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * The bytes that a server sends. Throws an exception if the server is too slow: a small response must be complete
 * before a deadline, and a larger response must arrive at a minimum rate. The rate is based only on the time spent
 * waiting for the server, so a slow consumer does not cause a timeout.
 */
final class PacedInput extends FilterInputStream {
    /** Minimum rate in bytes per second, averaged over the idle timeout. */
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

    /** Starts a deadline of twice the idle timeout, within which the rest of a small response must arrive. */
    void expectAll() {
        limited = true;
        deadline = System.nanoTime() + 2 * idle.toNanos();
    }

    /** Ends the deadline; from now on, only the minimum rate applies. */
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
            throw new SocketTimeoutException("no complete response within " + 2 * idle.toMillis() + " ms");
        }
        waited += now - before;
        bytes += Math.max(0, read);
        if (!limited && waited > idle.toNanos()) {
            if (bytes < SLOWEST * idle.toMillis() / 1000) {
                throw new SocketTimeoutException(
                        "less than " + SLOWEST + " bytes per second arrived within " + idle.toMillis() + " ms");
            }
            expectMuch();
        }
        return read;
    }
}
