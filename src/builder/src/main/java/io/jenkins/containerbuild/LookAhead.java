package io.jenkins.containerbuild;

import java.util.concurrent.CancellationException;

/**
 * Plans the needed files of a build in a separate thread while base images are looked up. The variables and ONBUILD
 * instructions of a base image rarely change which files are needed, so the final planning, which takes them into
 * account, can usually reuse the result. This thread ignores errors, because the final planning runs into them again
 * and reports them.
 */
final class LookAhead implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1_000;

    private final Thread thread;

    private LookAhead(Thread thread) {
        this.thread = thread;
    }

    static LookAhead start(Runnable look) {
        Thread thread = new Thread(() -> quietly(look), "container-build look-ahead");
        thread.setDaemon(true);
        thread.start();
        return new LookAhead(thread);
    }

    private static void quietly(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException foundAgain) {
            // The final planning runs into the same error and reports it.
        }
    }

    /** Waits until the planning is done. */
    void finish() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the context was read");
        }
    }

    /**
     * Stops the planning, and waits up to 1 s for the last read to end, because the caller may delete the context
     * directory next.
     */
    @Override
    public void close() {
        if (thread.isAlive()) {
            thread.interrupt();
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
