package io.jenkins.plugins.containerbuild.trigger;

import java.util.function.LongSupplier;

/** A token bucket: permits a burst of calls, and a number of calls per second on average. */
final class RateLimit {
    private static final long SECOND = 1_000_000_000L;

    private final int atOnce;
    private final int perSecond;
    private final LongSupplier nanoTime;
    private double left;
    private long filled;

    /**
     * Creates a full bucket.
     *
     * @param atOnce maximum number of calls in a burst
     * @param perSecond average number of calls per second
     * @param nanoTime clock, see {@link System#nanoTime}
     */
    RateLimit(int atOnce, int perSecond, LongSupplier nanoTime) {
        this.atOnce = atOnce;
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.left = atOnce;
        this.filled = nanoTime.getAsLong();
    }

    /** Whether a call is permitted now; a permitted call is counted. */
    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        left = Math.min(atOnce, left + (double) (now - filled) * perSecond / SECOND);
        filled = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
