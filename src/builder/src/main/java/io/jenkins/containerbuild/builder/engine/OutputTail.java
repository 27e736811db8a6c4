package io.jenkins.containerbuild.builder.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Splits the output of a command into lines, and keeps the last lines for error messages. */
public final class OutputTail {
    private static final int KEPT = 20;
    private static final int LONGEST = 8192;

    private final Consumer<String> listener;
    private final Deque<String> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    public OutputTail(Consumer<String> listener) {
        this.listener = listener;
    }

    public void take(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\n' || line.size() >= LONGEST) {
                endLine();
            }
            if (b != '\n') {
                line.write(b);
            }
        }
    }

    /** Marks the end of the output. */
    public void end() {
        if (line.size() > 0) {
            endLine();
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        // Progress bars return to the start of a line and overwrite it. Only the last version is kept.
        String shown = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        shown = shown.substring(shown.lastIndexOf('\r') + 1);
        listener.accept(shown);
        lines.addLast(shown);
        if (lines.size() > KEPT) {
            lines.removeFirst();
        }
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
