package io.jenkins.containerbuild.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The regular expressions that {@link GlobExpression} writes, compiled. They are a row of characters, classes, {@code [^/]*}, {@code .*},
 * {@code (.*}{@code /)?} and, from a pattern's {@code ^}, a start of the text; so a run needs one pass with the set of places in that row.
 */
final class GlobProgram {

    /** One place of the row. */
    private sealed interface Step {
        /** Takes a character of the set, any number of times if it is starred. */
        record Take(CharSet set, boolean starred) implements Step {}

        /** Goes on here or {@code length} places further. */
        record Optional(int length) implements Step {}

        /** Goes on at the start of the path only. */
        record AtStart() implements Step {}
    }

    private final Step[] steps;
    private final String head;
    private final String tail;
    private final String inside;

    private GlobProgram(List<Step> steps) {
        this.steps = steps.toArray(new Step[0]);
        Literals literals = Literals.of(this.steps);
        this.head = literals.head;
        this.tail = literals.tail;
        this.inside = literals.longest;
    }

    static GlobProgram of(String expression) {
        int[] text = expression.codePoints().toArray();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < text.length; ) {
            if (text[i] == '^') {
                steps.add(new Step.AtStart());
                i++;
            } else if (text[i] == '(') {
                steps.add(new Step.Optional(3));
                steps.add(new Step.Take(CharSet.ANY, true));
                steps.add(new Step.Take(CharSet.of('/'), false));
                i += "(.*/)?".length();
            } else {
                CharSet.Parsed parsed = CharSet.parse(text, i);
                boolean starred = parsed.end() < text.length && text[parsed.end()] == '*';
                steps.add(new Step.Take(parsed.set(), starred));
                i = starred ? parsed.end() + 1 : parsed.end();
            }
        }
        return new GlobProgram(steps);
    }

    /** What every path that matches begins with. */
    String head() {
        return head;
    }

    /** What every path that matches ends with. */
    String tail() {
        return tail;
    }

    /** The longest text that every path that matches holds. */
    String inside() {
        return inside;
    }

    /** Whether the whole path, as code points, is matched. */
    boolean matches(int[] path) {
        boolean[] here = new boolean[steps.length + 1];
        boolean[] next = new boolean[steps.length + 1];
        here[0] = true;
        for (int at = 0; ; at++) {
            follow(here, at == 0);
            if (at == path.length) {
                return here[steps.length];
            }
            if (!take(here, next, path[at])) {
                return false;
            }
            boolean[] free = here;
            here = next;
            next = free;
        }
    }

    /** Adds the places that are reached without taking a character; all of them lie further on. */
    private void follow(boolean[] places, boolean atStart) {
        for (int i = 0; i < steps.length; i++) {
            if (!places[i]) {
                continue;
            }
            Step step = steps[i];
            if (step instanceof Step.Take take) {
                places[i + 1] |= take.starred();
            } else if (step instanceof Step.Optional optional) {
                places[i + 1] = true;
                places[i + optional.length()] = true;
            } else {
                places[i + 1] |= atStart;
            }
        }
    }

    private boolean take(boolean[] here, boolean[] next, int c) {
        boolean alive = false;
        Arrays.fill(next, false);
        for (int i = 0; i < steps.length; i++) {
            if (here[i] && steps[i] instanceof Step.Take take && take.set().contains(c)) {
                next[take.starred() ? i : i + 1] = true;
                alive = true;
            }
        }
        return alive;
    }

    /** The texts that each path must have, by which an index finds the few patterns that can match it. */
    private static final class Literals {
        private String head = "";
        private String tail = "";
        private String longest = "";

        static Literals of(Step[] steps) {
            Literals found = new Literals();
            StringBuilder run = new StringBuilder();
            boolean first = true;
            for (int i = 0; i < steps.length; i++) {
                int c = steps[i] instanceof Step.Take take && !take.starred() ? take.set().single() : -1;
                if (c >= 0 && c != 0xFFFD) {
                    run.appendCodePoint(c);
                    continue;
                }
                found.head = first ? run.toString() : found.head;
                first = false;
                found.end(run);
                if (steps[i] instanceof Step.Optional optional) {
                    i += optional.length() - 1;
                }
            }
            found.head = first ? run.toString() : found.head;
            found.tail = run.toString();
            found.end(run);
            return found;
        }

        private void end(StringBuilder run) {
            if (run.length() > longest.length()) {
                longest = run.toString();
            }
            run.setLength(0);
        }
    }
}
