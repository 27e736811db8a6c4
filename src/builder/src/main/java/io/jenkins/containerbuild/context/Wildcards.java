package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.GoMatch;
import io.jenkins.containerbuild.context.pattern.GoPath;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths below a directory that a pattern finds, as {@code filepath.Match} compares them, in the order of a walk. A directory that is
 * found is not searched any further, links are not followed, and only directories that the pattern's parts name are looked at.
 */
final class Wildcards {
    private final FileTree tree;
    private final String base;
    private final GoMatch whole;
    private final List<GoMatch> parts;
    private final List<String> found = new ArrayList<>();

    /** @param pattern relative to the directory {@code base}, well-formed */
    Wildcards(FileTree tree, String base, String pattern) {
        this.tree = tree;
        this.base = base;
        this.whole = GoMatch.of(pattern);
        this.parts = new ArrayList<>();
        for (int start = 0; !whole.mayMatchSlash() && start <= pattern.length(); ) {
            int slash = pattern.indexOf('/', start);
            int end = slash < 0 ? pattern.length() : slash;
            parts.add(GoMatch.of(pattern.substring(start, end)));
            start = end + 1;
        }
    }

    List<String> paths() {
        if (parts.isEmpty()) {
            searchAll("");
        } else {
            search("", 0);
        }
        return found;
    }

    private void search(String directory, int depth) {
        GoMatch part = parts.get(depth);
        for (FileNode node : tree.children(GoPath.join(base, directory), part::matches)) {
            if (depth == parts.size() - 1) {
                found.add(node.path());
            } else if (node.isDirectory()) {
                search(GoPath.join(directory, node.name()), depth + 1);
            }
        }
    }

    /** For patterns with a class that takes a slash, such as {@code [^a]}, which then may match at any depth. */
    private void searchAll(String directory) {
        for (FileNode node : tree.children(GoPath.join(base, directory))) {
            String path = GoPath.join(directory, node.name());
            if (whole.matches(path)) {
                found.add(node.path());
            } else if (node.isDirectory()) {
                searchAll(path);
            }
        }
    }
}
