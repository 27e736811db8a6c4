package io.jenkins.containerbuild.fault;

import java.util.concurrent.CancellationException;

/** An interrupt of a build's thread cancels the build. Loops whose length the input decides check for one in each round. */
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
