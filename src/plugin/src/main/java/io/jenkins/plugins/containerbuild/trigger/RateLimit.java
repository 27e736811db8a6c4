package io.jenkins.plugins.containerbuild.trigger;

/** A bucket of tokens: so many at once, so many a second for long. */
final class RateLimit {
    private static final long SECOND = 1_000_000_000L;

    private final int atOnce;
    private final int perSecond;
    private double left;
    private long filled;

    RateLimit(int atOnce, int perSecond, long nanoTime) {
        this.atOnce = atOnce;
        this.perSecond = perSecond;
        this.left = atOnce;
        this.filled = nanoTime;
    }

    /** Takes one, if there is one. */
    synchronized boolean take(long nanoTime) {
        left = Math.min(atOnce, left + (double) (nanoTime - filled) * perSecond / SECOND);
        filled = nanoTime;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
