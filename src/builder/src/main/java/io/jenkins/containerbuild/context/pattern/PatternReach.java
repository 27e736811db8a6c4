package io.jenkins.containerbuild.context.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Determines which directories can contain a match of any added pattern, based on the literal text at the start of each
 * pattern and on its depth.
 */
public final class PatternReach {

    /**
     * The reach of one pattern.
     *
     * @param head literal text with which every match starts
     * @param depth maximum number of names in a match
     */
    private record Reach(String head, int depth) {

        static Reach of(String pattern) {
            String head = GlobLiterals.head(pattern);
            // A class can match a slash.
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
