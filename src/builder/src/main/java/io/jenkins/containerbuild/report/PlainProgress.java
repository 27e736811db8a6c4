package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Progress as plain lines ({@code --progress plain}, and the build log in Jenkins). Each line begins with the number of
 * its step or phase, as in BuildKit's output.
 */
public final class PlainProgress implements Progress {
    private static final long ONE_SECOND = 1_000_000_000L;

    private final Consumer<String> lines;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Map<String, Long> shownAt = new HashMap<>();
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);

    /** @param lines receives each line without its line feed; must not block for long and must not throw */
    public PlainProgress(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void phaseStarted(Phase phase) {
        if (phase != Phase.BUILD) {
            number(phase, "[" + phase.name().toLowerCase(Locale.ROOT) + "]");
        }
    }

    /**
     * Records only the duration. A phase may start again, for example for the next layer, so {@link #finish} writes the
     * total duration.
     */
    @Override
    public synchronized void phaseFinished(Phase phase, long millis) {
        if (phase != Phase.BUILD) {
            phases.put(phase, millis);
        }
    }

    @Override
    public synchronized void stepStarted(Step step) {
        number(step, StepLabel.of(step));
    }

    @Override
    public synchronized void stepOutput(Step step, String line) {
        line(step, line);
    }

    @Override
    public synchronized void stepFinished(Step step, Outcome outcome, long millis) {
        number(step, StepLabel.of(step));
        line(step, outcome == Outcome.MADE ? "DONE " + Figures.progressSeconds(millis) : outcome.name());
    }

    /** Writes at most one line per second for each transfer, and a line when the transfer is complete. */
    @Override
    public synchronized void transferred(Phase phase, String what, long done, long total) {
        long now = System.nanoTime();
        Long last = shownAt.putIfAbsent(what, now);
        if (done == total || last != null && now - last >= ONE_SECOND) {
            shownAt.put(what, now);
            number(phase, "[" + phase.name().toLowerCase(Locale.ROOT) + "]");
            line(phase, what + " " + Figures.bytes(done) + (total < 0 ? "" : " / " + Figures.bytes(total)));
        }
    }

    @Override
    public synchronized void note(String message) {
        lines.accept("#0 " + message);
    }

    @Override
    public synchronized void warning(String message) {
        lines.accept("WARNING: " + message);
    }

    /** Assigns a number to a step or phase on first use, and writes its label. */
    private void number(Object subject, String label) {
        if (!numbers.containsKey(subject)) {
            numbers.put(subject, numbers.size() + 1);
            lines.accept("#" + numbers.get(subject) + " " + label);
        }
    }

    private void line(Object subject, String text) {
        lines.accept("#" + numbers.getOrDefault(subject, 0) + " " + text);
    }

    /**
     * Writes the duration of each phase. Not called for a build that failed, so that the error message is the last
     * line.
     */
    public synchronized void finish() {
        for (Map.Entry<Phase, Long> phase : phases.entrySet()) {
            line(phase.getKey(), "DONE " + Figures.progressSeconds(phase.getValue()));
        }
    }
}
