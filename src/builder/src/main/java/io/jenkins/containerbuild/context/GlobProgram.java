package io.jenkins.containerbuild.context;

import java.util.ArrayList;
import java.util.List;

/**
 * The regular expressions that {@link GlobExpression} writes, compiled. They know characters, classes, {@code [^/]*}, {@code .*},
 * {@code (.*}{@code /)?}, and, since a pattern may hold these, {@code ^}, {@code {2,3}} and {@code |}.
 */
final class GlobProgram {
    /** What Go's package regexp allows. */
    private static final int MOST_REPETITIONS = 1000;

    private final List<GlobRow> rows = new ArrayList<>();
    private final GlobRow.Literals literals;
    private final int[] text;
    private int at;

    private GlobProgram(String expression) {
        text = GoMatch.points(expression);
        boolean more = true;
        while (more) {
            boolean first = rows.isEmpty();
            GlobRow.Builder row = new GlobRow.Builder();
            // Only the first branch is anchored at the start of the path, and only the last one at its end.
            if (!first) {
                row.takeAnyNumber(CharSet.EVERYTHING);
            }
            more = parseRow(row);
            if (more) {
                row.takeAnyNumber(CharSet.EVERYTHING);
            }
            rows.add(row.build());
        }
        literals = rows.size() == 1 ? rows.get(0).literals() : new GlobRow.Literals("", "", "");
    }

    /** @throws IllegalArgumentException with the reason, if it is malformed */
    static GlobProgram of(String expression) {
        return new GlobProgram(expression);
    }

    /** Texts that every path has that is matched. */
    GlobRow.Literals literals() {
        return literals;
    }

    /** Whether the whole path, as code points, is matched. */
    boolean matches(int[] path) {
        for (GlobRow row : rows) {
            if (row.matches(path)) {
                return true;
            }
        }
        return false;
    }

    /** Reads a branch; tells whether another one follows. */
    private boolean parseRow(GlobRow.Builder row) {
        while (at < text.length) {
            if (text[at] == '|') {
                at++;
                return true;
            }
            if (text[at] == '^') {
                row.atStart();
                at++;
            } else if (text[at] == '(') {
                row.takeDirectories();
                at += "(.*/)?".length();
            } else if (Repetition.at(text, at) != null) {
                parseRepeatedAnchor();
            } else {
                parseTake(row);
            }
        }
        return false;
    }

    /** Braces that follow no character repeat the anchor at the start of the path, which changes nothing. */
    private void parseRepeatedAnchor() {
        Repetition repetition = Repetition.at(text, at);
        boolean anchor = at == 0 || text[at - 1] == '^';
        if (!anchor || repetition.least() == 0) {
            throw new IllegalArgumentException(
                    "braces with numbers repeat what is before them, here nothing that can be repeated");
        }
        at = repetition.end();
    }

    private void parseTake(GlobRow.Builder row) {
        CharSet.Parsed parsed = CharSet.parse(text, at);
        at = parsed.end();
        if (at < text.length && text[at] == '*') {
            row.takeAnyNumber(parsed.set());
            at++;
            return;
        }
        row.take(parsed.set());
        Repetition repetition = Repetition.at(text, at);
        if (repetition != null) {
            row.repeatLast(repetition.least(), repetition.most());
            at = repetition.end();
        }
    }

    /** {@code {2}}, {@code {2,}} or {@code {2,3}}; braces around anything else are characters. */
    private record Repetition(int least, int most, int end) {

        static Repetition at(int[] text, int start) {
            if (start >= text.length || text[start] != '{') {
                return null;
            }
            int afterLeast = skipDigits(text, start + 1);
            int least = number(text, start + 1, afterLeast);
            int most = least;
            int end = afterLeast;
            if (end < text.length && text[end] == ',') {
                end = skipDigits(text, afterLeast + 1);
                most = end == afterLeast + 1 ? -1 : number(text, afterLeast + 1, end);
            }
            if (afterLeast == start + 1 || end >= text.length || text[end] != '}') {
                return null;
            }
            if (least > MOST_REPETITIONS || most > MOST_REPETITIONS || (most >= 0 && least > most)) {
                throw new IllegalArgumentException("braces with numbers repeat what is before them, here too often");
            }
            return new Repetition(least, most, end + 1);
        }

        private static int skipDigits(int[] text, int start) {
            int i = start;
            while (i < text.length && text[i] >= '0' && text[i] <= '9') {
                i++;
            }
            return i;
        }

        private static int number(int[] text, int start, int end) {
            int value = 0;
            for (int i = start; i < end; i++) {
                value = Math.min(MOST_REPETITIONS + 1, value * 10 + text[i] - '0');
            }
            return value;
        }
    }
}
