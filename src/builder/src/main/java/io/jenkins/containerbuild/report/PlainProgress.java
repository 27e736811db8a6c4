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
 * {@code --progress plain}, which a build log in Jenkins shows too: lines as BuildKit writes them, each with the number of what it is about.
 * Lines are never taken back.
 */
public final class PlainProgress implements Progress {
    private static final long ONE_SECOND = 1_000_000_000L;

    private final Consumer<String> lines;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Map<String, Long> shownAt = new HashMap<>();
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);

    /** @param lines takes each line, without its end; must not block for long and must not throw */
    public PlainProgress(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public synchronized void phaseStarted(Phase phase) {
        if (phase != Phase.BUILD) {
            number(phase, "[" + phase.name().toLowerCase(Locale.ROOT) + "]");
        }
    }

    /** A phase may begin again, as layers go out one by one; it is over when the build is: {@link #finish}. */
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

    /** Once a second, and when it is over. */
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

    /** Says once what a number stands for. */
    private void number(Object subject, String label) {
        if (!numbers.containsKey(subject)) {
            numbers.put(subject, numbers.size() + 1);
            lines.accept("#" + numbers.get(subject) + " " + label);
        }
    }

    private void line(Object subject, String text) {
        lines.accept("#" + numbers.getOrDefault(subject, 0) + " " + text);
    }

    /** Says what each phase took. A build that failed has no such end: its message is the last line. */
    public synchronized void finish() {
        for (Map.Entry<Phase, Long> phase : phases.entrySet()) {
            line(phase.getKey(), "DONE " + Figures.progressSeconds(phase.getValue()));
        }
    }
}
