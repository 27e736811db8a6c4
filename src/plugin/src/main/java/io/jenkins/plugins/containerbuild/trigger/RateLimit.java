package io.jenkins.plugins.containerbuild.trigger;

import java.util.function.LongSupplier;

/** A token bucket: permits bursts of calls and limits the average number of calls per second. */
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

    /** Takes a token for a call; returns false if no token is left, so that the call must be rejected. */
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
