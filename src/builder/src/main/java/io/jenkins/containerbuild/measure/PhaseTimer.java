package io.jenkins.containerbuild.measure;

import java.util.EnumMap;
import java.util.Map;

/**
 * Wall time per {@link Phase}, in milliseconds. Safe for several threads: while a phase is open in more than one of them its time counts
 * once.
 */
public final class PhaseTimer {
    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private final Map<Phase, Integer> open = new EnumMap<>(Phase.class);
    private final Map<Phase, Long> openedAt = new EnumMap<>(Phase.class);
    private final Progress progress;

    public PhaseTimer(Progress progress) {
        this.progress = progress;
    }

    /** Opens a phase; closing what is returned ends it. */
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

    /** Milliseconds of each phase that ran, in the phases' order. */
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
