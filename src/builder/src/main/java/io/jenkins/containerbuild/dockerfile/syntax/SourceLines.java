package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import java.nio.charset.StandardCharsets;

/** Reads the lines of a file in order, each with its line end. */
final class SourceLines {
    /** Maximum length of a line in bytes, without its line feed, as in BuildKit. */
    private static final int LONGEST = 65_535;

    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private final String text;
    private int position;
    private int number;

    SourceLines(byte[] utf8) {
        String decoded = new String(utf8, StandardCharsets.UTF_8);
        this.text = decoded;
        this.position = decoded.startsWith("\uFEFF") ? 1 : 0;
    }

    /** The next line, or null after the last one. */
    String next() {
        if (position >= text.length()) {
            return null;
        }
        number++;
        int lineFeed = text.indexOf('\n', position);
        int end = lineFeed < 0 ? text.length() : lineFeed;
        if (end - position > LONGEST / MOST_BYTES_OF_A_CHAR) {
            checkLength(text.substring(position, end));
        }
        String line = text.substring(position, lineFeed < 0 ? end : end + 1);
        position = lineFeed < 0 ? end : end + 1;
        return line;
    }

    private void checkLength(String line) {
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST) {
            throw new Mistake("line " + number + " has " + bytes + " bytes, more than the " + LONGEST
                    + " bytes allowed; split it with line continuations");
        }
    }

    /** The number of the last line returned by {@link #next}, counted from 1; 0 before the first. */
    int number() {
        return number;
    }

    /** The line without its line end. */
    static String content(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }
}
