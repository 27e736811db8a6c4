package io.jenkins.containerbuild.context;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What of a directory tree patterns can reach, told by the text before their first wildcard and by the depth they can have. */
final class PatternReach {
    private final TreeSet<String> literals = new TreeSet<>();
    private final LiteralTable wild = new LiteralTable();
    private final List<Integer> depths = new ArrayList<>();

    void add(String pattern) {
        boolean branches = pattern.indexOf('|') >= 0 || pattern.indexOf('{') >= 0;
        int end = 0;
        while (!branches && end < pattern.length() && "*[]?^\\".indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        String literal = pattern.substring(0, end);
        literals.add(literal);
        if (end < pattern.length()) {
            boolean deep = branches || pattern.contains("**") || pattern.indexOf('[') >= 0;
            addWild(literal, deep ? Integer.MAX_VALUE : depth(pattern));
        }
    }

    private void addWild(String literal, int depth) {
        int known = wild.newest(literal);
        if (known >= 0) {
            depths.set(known, Math.max(depth, depths.get(known)));
        } else {
            wild.add(literal, depths.size());
            depths.add(depth);
        }
    }

    boolean mayMatchIn(String directory) {
        String inside = directory + "/";
        String next = literals.ceiling(inside);
        if (next != null && next.startsWith(inside)) {
            return true;
        }
        int[] deepest = {0};
        wild.visitHeads(inside, known -> deepest[0] = Math.max(deepest[0], depths.get(known)));
        return deepest[0] > depth(directory);
    }

    private static int depth(String path) {
        int depth = 1;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }
}
