package io.jenkins.containerbuild.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the working thread on SIGINT and SIGTERM, and waits until the thread has cleaned up before the JVM exits
 * with status 128 + signal number.
 */
final class SignalHandler {
    /** Maximum time to wait for the thread to clean up. */
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

    /** Must be called when the thread has finished its work and cleanup. */
    void over() {
        over.countDown();
    }
}
