package io.jenkins.containerbuild.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into an interrupt of the working thread, and waits for its cleanup before the JVM exits with
 * 128 + the signal.
 */
final class SignalHandler {
    /** How long to wait for the thread to stop. */
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread worker;

    private SignalHandler(Thread worker) {
        this.worker = worker;
    }

    static SignalHandler ofThisThread() {
        SignalHandler interruption = new SignalHandler(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "interruption"));
        return interruption;
    }

    private void interrupt() {
        if (over.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Call when the work is done and nothing is left to clean up. */
    void over() {
        over.countDown();
    }
}
