package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The output streams and environment variables of one run. Text is written in UTF-8, whatever the locale.
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {

    /** Variable that the launcher sets to "rows columns" if standard error is a terminal; Java cannot detect this. */
    private static final String SIZE = "CONTAINER_BUILD_TERMINAL";

    private static final int USUAL_WIDTH = 80;
    private static final int NARROWEST = 20;

    static Terminal ofThisProcess() {
        return new Terminal(System.out, System.err, System.getenv());
    }

    /** Whether standard error is a terminal that can move its cursor. */
    boolean isWatched() {
        return environment.containsKey(SIZE) && !"dumb".equals(environment.get("TERM"));
    }

    /** Width of the terminal in columns. */
    int columns() {
        String size = environment.getOrDefault(SIZE, "");
        int columns;
        try {
            columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
        } catch (NumberFormatException e) {
            columns = 0;
        }
        // Some terminals report 0.
        return columns < NARROWEST ? USUAL_WIDTH : columns;
    }

    /** Writes a result to standard output. Bytes of file names that are not UTF-8 are written unchanged. */
    void print(String text) {
        write(PathBytes.encode(text));
    }

    /** Writes JSON to standard output. Bytes of file names that are not UTF-8 are written as escaped surrogates. */
    void print(JsonObject json) {
        write(JsonText.of(json).getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        out.flush();
        if (out.checkError()) {
            throw new ServiceException("cannot write to standard output: it is closed, or its disk is full");
        }
    }

    /** Writes a message to standard error, without control characters from files or registries. */
    void message(String text) {
        draw(visible(text) + "\n");
    }

    /** Replaces control characters except line feeds and tabs with question marks. */
    static String visible(String text) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean moves = c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
            if (moves && shown == null) {
                shown = new StringBuilder(text);
            }
            if (moves) {
                shown.setCharAt(i, '?');
            }
        }
        return shown == null ? text : shown.toString();
    }

    /** Writes text with cursor movements to standard error. */
    void draw(String text) {
        byte[] bytes = PathBytes.encode(text);
        err.write(bytes, 0, bytes.length);
        err.flush();
    }
}
