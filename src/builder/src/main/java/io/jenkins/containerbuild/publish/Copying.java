package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.fault.FileFault;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CancellationException;

/** Copies an image's bytes to a destination, reports progress, and stops when the thread is interrupted. */
final class Copying {
    private static final int BUFFER = 1 << 16;
    /** Bytes between two progress reports. */
    private static final long STRIDE = 1 << 20;

    private final Progress progress;
    private final String what;
    private final long total;
    private final byte[] buffer = new byte[BUFFER];
    private long done;
    private long reported;

    /**
     * @param what name of the destination in progress reports
     * @param total number of bytes to copy
     */
    Copying(Progress progress, String what, long total) {
        this.progress = progress;
        this.what = what;
        this.total = total;
    }

    /** Copies an entry. Throws an exception if the size or the digest of a layer is wrong. */
    void copy(Layout.Entry entry, OutputStream out) throws IOException {
        try (InputStream in = entry.content().open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                checkInterrupt();
                out.write(buffer, 0, count);
                moved(count);
            }
        }
    }

    /** Counts bytes towards the progress. Called directly for bytes that are already at the destination. */
    void moved(long bytes) {
        done += bytes;
        if (done - reported >= STRIDE || done == total) {
            reported = done;
            progress.transferred(Phase.PUSH, what, done, total);
        }
    }

    static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while the image was written");
        }
    }

    /**
     * Returns the exception for the user. Throws {@link CancellationException} if the thread was interrupted, because
     * an interrupt closes channels and thereby causes the error.
     */
    static RuntimeException failed(String destination, IOException e) {
        checkInterrupt();
        return new ServiceException(
                "output " + destination + ": cannot be written: " + FileFault.reason(e)
                        + ". Free some space there and make it writable for the user who builds, or use another"
                        + " destination",
                e);
    }
}
