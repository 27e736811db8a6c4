package io.jenkins.containerbuild;

import java.util.concurrent.CancellationException;

/**
 * Plans the files of a build on a thread of its own while its bases are looked up. What a base brings (variables, ONBUILD) hardly ever
 * decides which files are needed, so the planning that follows mostly finds its work done. It decides alone: what is wrong is found
 * again there, and told.
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
            // By those who ask next, with the bases known.
        }
    }

    /** Waits until all has been looked at. */
    void finish() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the context was read");
        }
    }

    /** Ends it; nothing is read any more when this returns, since the directory may be deleted next. */
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
