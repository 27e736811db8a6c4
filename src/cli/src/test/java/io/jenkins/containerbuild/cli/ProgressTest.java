package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.report.PlainProgress;
import io.jenkins.containerbuild.report.StepLabel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.Test;

public class ProgressTest {
    private static final Step COPY = new Step(2, 4, "build", 3, "COPY . /app");
    private static final Step ENV = new Step(1, 4, "build", 2, "ENV A=b");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal =
            new Terminal(System.out, new PrintStream(err, true), Map.of("CONTAINER_BUILD_TERMINAL", "24 60"));

    @Test
    public void plainLinesReadAsBuildKits() {
        PlainProgress progress = new PlainProgress(terminal::message);
        build(progress);
        progress.finish();

        assertEquals("""
                #0 embedded: no RUN
                #1 [resolve]
                #2 [build 1/4] ENV A=b
                #2 CACHED
                #3 [build 2/4] COPY . /app
                #3 DONE 1.2s
                #4 [push]
                #4 0123456789ab 20.0 MB / 20.0 MB
                WARNING: a key
                #1 DONE 0.1s
                #4 DONE 0.5s
                """, text());
    }

    @Test
    public void aTerminalKeepsWhatIsDone() {
        try (TerminalProgress progress = new TerminalProgress(terminal)) {
            build(progress);
        }
        String shown = afterRedrawing(text());
        for (String line :
                new String[] {" => resolve", " => CACHED [build 1/4] ENV A=b", " => [build 2/4] COPY . /app", " => push"
                }) {
            assertTrue(shown, shown.contains(line));
        }
        assertTrue("nothing is under way in the end: " + shown, !shown.contains("[+] Building"));
        for (String line : shown.split("\n")) {
            assertTrue(line, line.length() <= 60);
        }
    }

    @Test
    public void stagesWithoutNamesAreCalledAsBuildKitCallsThem() {
        assertEquals("[1/2] ENV A=b", StepLabel.of(new Step(1, 2, "0", 1, "ENV A=b")));
        assertEquals("[stage-1 1/2] ENV A=b", StepLabel.of(new Step(1, 2, "1", 1, "ENV A=b")));
        assertEquals("[app 1/2] ENV A=b", StepLabel.of(new Step(1, 2, "app", 1, "ENV A=b")));
    }

    @Test
    public void textOfOthersMovesNoCursor() {
        Step hostile = new Step(1, 1, "0", 1, "COPY \u001b[2J\u009b2J a\r /");
        PlainProgress plain = new PlainProgress(terminal::message);
        try (TerminalProgress drawn = new TerminalProgress(terminal)) {
            plain.stepFinished(hostile, Outcome.MADE, 0);
            plain.warning("\u001b]0;title\u0007");
            drawn.stepFinished(hostile, Outcome.MADE, 0);
            drawn.note("\u001b]0;title\u0007");
        }
        assertTrue(text(), text().contains("COPY ?[2J?2J a? /"));
        assertTrue(text(), text().contains("?]0;title?"));
        for (char c : new char[] {'\u001b', '\u009b', '\u0007', '\r'}) {
            assertEquals(text(), -1, text().indexOf(c));
        }
    }

    private static void build(Progress progress) {
        progress.note("embedded: no RUN");
        progress.phaseStarted(Phase.RESOLVE);
        progress.phaseFinished(Phase.RESOLVE, 100);
        progress.phaseStarted(Phase.BUILD);
        progress.stepStarted(ENV);
        progress.stepFinished(ENV, Outcome.CACHED, 0);
        progress.stepStarted(COPY);
        progress.stepFinished(COPY, Outcome.MADE, 1234);
        progress.phaseFinished(Phase.BUILD, 1300);
        progress.phaseStarted(Phase.PUSH);
        progress.transferred(Phase.PUSH, "0123456789ab", 1_000_000, 20_000_000);
        progress.transferred(Phase.PUSH, "0123456789ab", 2_000_000, 20_000_000);
        progress.transferred(Phase.PUSH, "0123456789ab", 20_000_000, 20_000_000);
        progress.phaseFinished(Phase.PUSH, 500);
        progress.warning("a key");
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** What stands on a screen after all cursor movements. */
    private static String afterRedrawing(String written) {
        StringBuilder screen = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            if (written.startsWith("\r\u001b[", i)) {
                int end = written.indexOf("A\u001b[J", i);
                int lines = Integer.parseInt(written.substring(i + 3, end));
                for (int line = 0; line < lines; line++) {
                    screen.setLength(screen.lastIndexOf("\n"));
                    screen.setLength(screen.lastIndexOf("\n") + 1);
                }
                i = end + 3;
            } else {
                screen.append(written.charAt(i));
            }
        }
        return screen.toString();
    }
}
