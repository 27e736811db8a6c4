package io.jenkins.containerbuild.context.pattern;

import java.util.ArrayList;
import java.util.List;

/** Tells which directories can hold a match of some patterns, by the literal text that the patterns start with and by their depth. */
public final class PatternReach {

    /**
     * What one pattern can reach.
     *
     * @param head literal text that every match starts with
     * @param depth the most names that a match has
     */
    private record Reach(String head, int depth) {

        static Reach of(String pattern) {
            String head = GlobLiterals.head(pattern);
            // A class may match a slash.
            boolean deep = GlobLiterals.isUnpredictable(pattern) || pattern.contains("**") || pattern.indexOf('[') >= 0;
            return new Reach(head, deep ? Integer.MAX_VALUE : depthOf(pattern));
        }

        boolean isIn(String directory, int directoryDepth) {
            return depth > directoryDepth && (head.startsWith(directory) || directory.startsWith(head));
        }
    }

    private final List<Reach> reaches = new ArrayList<>();

    public void add(String pattern) {
        reaches.add(Reach.of(pattern));
    }

    public boolean mayMatchIn(String directory) {
        String inside = directory + "/";
        int depth = depthOf(directory);
        return reaches.stream().anyMatch(reach -> reach.isIn(inside, depth));
    }

    private static int depthOf(String path) {
        return 1 + (int) path.chars().filter(c -> c == '/').count();
    }
}
