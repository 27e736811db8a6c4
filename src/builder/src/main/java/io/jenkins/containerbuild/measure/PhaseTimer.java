package io.jenkins.containerbuild.measure;

import java.util.EnumMap;
import java.util.Map;

/**
 * Measures the wall time of each {@link Phase} in milliseconds. Thread-safe: while a phase is open in several threads,
 * time is counted only once.
 */
public final class PhaseTimer {
    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private final Map<Phase, Integer> open = new EnumMap<>(Phase.class);
    private final Map<Phase, Long> openedAt = new EnumMap<>(Phase.class);
    private final Progress progress;

    public PhaseTimer(Progress progress) {
        this.progress = progress;
    }

    /** Opens a phase; close the result to end it. */
    public synchronized Running start(Phase phase) {
        if (open.merge(phase, 1, Integer::sum) == 1) {
            openedAt.put(phase, System.nanoTime());
            progress.phaseStarted(phase);
        }
        return () -> stop(phase);
    }

    private synchronized void stop(Phase phase) {
        if (open.merge(phase, -1, Integer::sum) == 0) {
            nanos.merge(phase, System.nanoTime() - openedAt.get(phase), Long::sum);
            progress.phaseFinished(phase, nanos.get(phase) / 1_000_000);
        }
    }

    /** Wall time in milliseconds of each phase that ran, in the order of the phases. */
    public synchronized Map<Phase, Long> milliseconds() {
        Map<Phase, Long> result = new EnumMap<>(Phase.class);
        nanos.forEach((phase, value) -> result.put(phase, value / 1_000_000));
        return result;
    }

    /** An open phase. */
    @FunctionalInterface
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }
}
