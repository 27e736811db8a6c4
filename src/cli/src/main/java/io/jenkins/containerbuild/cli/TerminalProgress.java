package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.report.StepLabel;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code --progress tty}: shows running steps below the finished steps and redraws them ten times a second. */
final class TerminalProgress implements Progress, AutoCloseable {
    private static final long REDRAW_MILLIS = 100;
    private static final int WIDEST = 160;
    /** Moves the cursor to the first column, %d lines up, and clears the screen below. */
    private static final String UP_AND_CLEAR = "\r\u001b[%dA\u001b[J";

    private final Terminal terminal;
    private final int width;
    private final long began = System.nanoTime();
    private final Map<Object, Item> underWay = new LinkedHashMap<>();
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);
    private final Thread drawer = new Thread(this::drawUntilClosed, "progress");
    private int drawn;
    private int done;

    TerminalProgress(Terminal terminal) {
        this.terminal = terminal;
        this.width = Math.min(WIDEST, terminal.columns());
        drawer.setDaemon(true);
        drawer.start();
    }

    private static String label(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    /** A running step or phase. */
    private static final class Item {
        final String label;
        final long began = System.nanoTime();
        String detail = "";

        Item(String label) {
            this.label = label;
        }
    }

    @Override
    public synchronized void phaseStarted(Phase phase) {
        if (phase != Phase.BUILD) {
            underWay.put(phase, new Item(label(phase)));
        }
    }

    /**
     * Records the duration of a phase. Phases are shown as finished only at the end of the build, because a phase may
     * start again, for example for each pushed layer.
     */
    @Override
    public synchronized void phaseFinished(Phase phase, long millis) {
        if (underWay.remove(phase) != null) {
            phases.put(phase, millis);
        }
    }

    @Override
    public synchronized void stepStarted(Step step) {
        underWay.put(step, new Item(StepLabel.of(step)));
    }

    @Override
    public synchronized void stepOutput(Step step, String line) {
        Item item = underWay.get(step);
        if (item != null) {
            item.detail = "  " + line;
        }
    }

    @Override
    public synchronized void stepFinished(Step step, Outcome outcome, long millis) {
        underWay.remove(step);
        finished(
                (outcome == Outcome.MADE ? "" : outcome.name() + " ") + StepLabel.of(step),
                Figures.progressSeconds(millis));
    }

    @Override
    public synchronized void transferred(Phase phase, String what, long sent, long total) {
        Item item = underWay.get(phase);
        if (item != null) {
            item.detail = "  " + what + " " + Figures.bytes(sent) + (total < 0 ? "" : " / " + Figures.bytes(total));
        }
    }

    @Override
    public synchronized void note(String message) {
        show(" => " + Terminal.visible(message) + "\n");
    }

    @Override
    public synchronized void warning(String message) {
        show("WARNING: " + Terminal.visible(message) + "\n");
    }

    private void finished(String label, String time) {
        done++;
        show(line(" => " + label, time));
    }

    private void drawUntilClosed() {
        try {
            while (true) {
                Thread.sleep(REDRAW_MILLIS);
                synchronized (this) {
                    show("");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Prints the permanent lines {@code staying} and redraws the running steps below them. */
    private void show(String staying) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append(UP_AND_CLEAR.replace("%d", String.valueOf(drawn)));
        }
        text.append(staying);
        drawn = 0;
        if (!underWay.isEmpty()) {
            text.append(line("[+] Building (" + done + " done)", sinceMillis(began)));
            underWay.values()
                    .forEach(item -> text.append(line(" => " + item.label + item.detail, sinceMillis(item.began))));
            drawn = underWay.size() + 1;
        }
        if (text.length() > 0) {
            terminal.draw(text.toString());
        }
    }

    private static String sinceMillis(long nanos) {
        return Figures.progressSeconds((System.nanoTime() - nanos) / 1_000_000);
    }

    /** Label on the left, time on the right. Labels are truncated, because a wrapped line would break the redrawing. */
    private String line(String label, String time) {
        int room = width - time.length() - 2;
        String line = Terminal.visible(label).replace('\t', ' ').replace('\n', ' ');
        String cut = line.length() > room ? line.substring(0, room - 1) + "…" : line;
        return cut + " ".repeat(room - cut.length() + 1) + time + "\n";
    }

    @Override
    public void close() {
        drawer.interrupt();
        synchronized (this) {
            underWay.clear();
            phases.forEach((phase, millis) -> finished(label(phase), Figures.progressSeconds(millis)));
            show("");
        }
    }
}
