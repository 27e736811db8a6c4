package io.jenkins.containerbuild.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbered patterns, and which of them match a path. Each is filed under a text that every path it matches must have, so only few are tried;
 * what is not a plain comparison is compiled when it is tried first.
 */
final class GlobIndex {
    private static final Glob PLAIN = Glob.of("");

    private final List<String> texts = new ArrayList<>();
    private Glob[] globs = new Glob[16];
    private final LiteralTable numbers = new LiteralTable();
    private final LiteralTable heads = new LiteralTable();
    private final LiteralTable tails = new LiteralTable();
    private final LiteralTable insides = new LiteralTable();
    private int[] unfiled = {};

    int size() {
        return texts.size();
    }

    String text(int number) {
        return texts.get(number);
    }

    /** The highest number of a pattern with this text, or -1. */
    int newest(String text) {
        return numbers.newest(text);
    }

    /**
     * Adds a pattern, cleaned and without exclamation mark; its number is the count of those before it.
     *
     * @throws IllegalArgumentException with the reason, if it is malformed
     */
    void add(String text) {
        Glob glob = Glob.of(text);
        int number = texts.size();
        texts.add(text);
        numbers.add(text, number);
        switch (glob.kind()) {
            case EXACT -> keep(number, PLAIN);
            case PREFIX -> heads.add(glob.literal(), number);
            case SUFFIX -> fileSuffix(glob.literal(), number);
            case PROGRAM -> fileProgram(glob.program(), number);
        }
    }

    /** {@code **}{@code /name} also matches {@code name} alone, which lacks the slash. */
    private void fileSuffix(String suffix, int number) {
        tails.add(suffix.startsWith("/") ? suffix.substring(1) : suffix, number);
    }

    private void fileProgram(GlobProgram program, int number) {
        GlobRow.Literals literals = program.literals();
        if (literals.inside().isEmpty()) {
            unfiled = Arrays.copyOf(unfiled, unfiled.length + 1);
            unfiled[unfiled.length - 1] = number;
        } else if (literals.head().length() >= literals.tail().length()
                && !literals.head().isEmpty()) {
            heads.add(literals.head(), number);
        } else if (!literals.tail().isEmpty()) {
            tails.add(literals.tail(), number);
        } else {
            insides.add(literals.inside(), number);
        }
    }

    private void keep(int number, Glob glob) {
        if (number >= globs.length) {
            globs = Arrays.copyOf(globs, Math.max(number + 1, globs.length * 2));
        }
        globs[number] = glob;
    }

    /** The numbers of the patterns that match a path, ascending. */
    int[] matching(String path) {
        Found found = new Found(path);
        numbers.visitEqual(path, found::addExact);
        heads.visitHeads(path, found::tryOne);
        tails.visitTails(path, found::tryOne);
        insides.visitInside(path, found::tryOne);
        for (int number : unfiled) {
            found.tryOne(number);
        }
        return found.ascending();
    }

    private synchronized Glob glob(int number) {
        if (number >= globs.length || globs[number] == null) {
            keep(number, Glob.of(texts.get(number)));
        }
        return globs[number];
    }

    /** Collects what matches one path. */
    private final class Found {
        private static final int[] NOTHING = {};

        private final String path;
        private int[] points;
        private int[] found = NOTHING;
        private int count;

        Found(String path) {
            this.path = path;
        }

        void addExact(int number) {
            if (glob(number) == PLAIN) {
                add(number);
            }
        }

        void tryOne(int number) {
            Glob glob = glob(number);
            if (glob.program() == null) {
                if (glob.matches(path)) {
                    add(number);
                }
                return;
            }
            if (points == null) {
                points = GoMatch.points(path);
            }
            if (glob.program().matches(points)) {
                add(number);
            }
        }

        private void add(int number) {
            if (count == found.length) {
                found = Arrays.copyOf(found, Math.max(4, count * 2));
            }
            found[count++] = number;
        }

        int[] ascending() {
            if (count < 2) {
                return count == found.length ? found : Arrays.copyOf(found, count);
            }
            Arrays.sort(found, 0, count);
            int distinct = 1;
            for (int i = 1; i < count; i++) {
                if (found[i] != found[i - 1]) {
                    found[distinct++] = found[i];
                }
            }
            return Arrays.copyOf(found, distinct);
        }
    }
}
