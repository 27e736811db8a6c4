package io.jenkins.containerbuild.fault;

import java.util.concurrent.CancellationException;

/** Checks for interrupts, which cancel a build. Loops whose length depends on the input check in each iteration. */
public final class Interruption {
    private Interruption() {}

    /**
     * Returns if the thread was not interrupted. The thread stays interrupted.
     *
     * @throws CancellationException if it was
     */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
