package io.jenkins.containerbuild.fault;

import java.util.concurrent.CancellationException;

/**
 * Checks for interrupts, which cancel a build. Loops whose length depends on the input call {@link #check} in each
 * iteration.
 */
public final class Interruption {
    private Interruption() {}

    /** Throws a {@link CancellationException} if the current thread is interrupted; the interrupt flag stays set. */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
