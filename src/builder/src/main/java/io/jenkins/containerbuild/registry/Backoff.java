package io.jenkins.containerbuild.registry;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

/** Counts the attempts of one request and waits between them: longer each time, never all clients at the same moment. */
final class Backoff {
    private final RegistryOptions.Retries limits;
    private int attempts = 1;
    private long waited;

    Backoff(RegistryOptions.Retries limits) {
        this.limits = limits;
    }

    /** So far, the first one included. */
    int attempts() {
        return attempts;
    }

    /**
     * Waits before another attempt; false, at once, where there shall be none.
     *
     * @param asked milliseconds that the registry asks for, or -1
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

    /** What ends the work of an interrupted thread, whose flag stays up. */
    static CancellationException cancelled() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted");
    }
}
