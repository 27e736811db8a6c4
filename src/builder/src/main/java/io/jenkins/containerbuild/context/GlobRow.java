package io.jenkins.containerbuild.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One branch of an expression: a row of steps. A run needs one pass over the path with the set of places in the row. */
final class GlobRow {

    /** One place of the row. */
    private sealed interface Step {
        /** Takes a character of the set, any number of times if it is starred. */
        record Take(CharSet set, boolean starred) implements Step {}

        /** Goes on here or {@code length} places further. */
        record Optional(int length) implements Step {}

        /** Goes on at the start of the path only. */
        record AtStart() implements Step {}
    }

    /** Builds a row from left to right. */
    static final class Builder {
        private final List<Step> steps = new ArrayList<>();

        void take(CharSet set) {
            steps.add(new Step.Take(set, false));
        }

        void takeAnyNumber(CharSet set) {
            steps.add(new Step.Take(set, true));
        }

        /** {@code (.*}{@code /)?}. */
        void takeDirectories() {
            steps.add(new Step.Optional(3));
            takeAnyNumber(CharSet.ANY);
            take(CharSet.of('/'));
        }

        void atStart() {
            steps.add(new Step.AtStart());
        }

        /** Makes the last step happen {@code least} to {@code most} times; {@code most} is -1 for any number. */
        void repeatLast(int least, int most) {
            Step last = steps.remove(steps.size() - 1);
            for (int i = 0; i < Math.max(least, most); i++) {
                if (i >= least) {
                    steps.add(new Step.Optional(2));
                }
                steps.add(last);
            }
            if (most < 0 && last instanceof Step.Take take) {
                takeAnyNumber(take.set());
            }
        }

        GlobRow build() {
            return new GlobRow(steps.toArray(new Step[0]));
        }
    }

    private final Step[] steps;

    private GlobRow(Step[] steps) {
        this.steps = steps;
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

    /** The texts that each path must have: at its start, at its end, and the longest anywhere. */
    Literals literals() {
        StringBuilder run = new StringBuilder();
        String head = null;
        String longest = "";
        for (int i = 0; i < steps.length; i++) {
            int c = steps[i] instanceof Step.Take take && !take.starred()
                    ? take.set().single()
                    : -1;
            if (c >= 0 && c != 0xFFFD) {
                run.appendCodePoint(c);
                continue;
            }
            head = head == null ? run.toString() : head;
            longest = longer(longest, run);
            run.setLength(0);
            if (steps[i] instanceof Step.Optional optional) {
                i += optional.length() - 1;
            }
        }
        return new Literals(head == null ? run.toString() : head, run.toString(), longer(longest, run));
    }

    private static String longer(String longest, StringBuilder run) {
        return run.length() > longest.length() ? run.toString() : longest;
    }

    /** @param inside the longest text that each path holds */
    record Literals(String head, String tail, String inside) {}
}
