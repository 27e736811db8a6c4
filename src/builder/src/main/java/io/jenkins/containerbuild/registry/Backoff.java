package io.jenkins.containerbuild.registry;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

/** Counts the attempts of one request and waits between them: longer each time, with jitter. */
final class Backoff {
    private final RegistryOptions.Retries limits;
    private int attempts = 1;
    private long waited;

    Backoff(RegistryOptions.Retries limits) {
        this.limits = limits;
    }

    /** The number of attempts so far, including the first one. */
    int attempts() {
        return attempts;
    }

    /**
     * Waits before another attempt. Returns false immediately if no other attempt should be made.
     *
     * @param asked delay in milliseconds that the registry requested, or -1 if none
     */
    boolean pause(long asked) {
        long doubled = limits.firstWait().toMillis() << Math.min(attempts - 1, 20);
        long wait =
                asked >= 0 ? asked : doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
        if (attempts >= limits.attempts() || waited + wait > limits.totalWait().toMillis()) {
            return false;
        }
        attempts++;
        waited += wait;
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            throw cancelled();
        }
        return true;
    }

    /** Sets the interrupt flag of the current thread and returns the exception to throw. */
    static CancellationException cancelled() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted");
    }
}
