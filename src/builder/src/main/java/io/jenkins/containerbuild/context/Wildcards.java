package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.GoMatch;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the paths below a directory that match a pattern of {@code filepath.Match}, in the order of a directory walk.
 * Matched directories are not searched further, and links are not followed. Only directories that match the first parts
 * of the pattern are read, unless the pattern has a class that can match a slash.
 */
final class Wildcards {
    private final FileTree tree;
    private final String base;
    private final GoMatch whole;
    private final List<GoMatch> parts;
    private final List<String> found = new ArrayList<>();

    /** @param pattern a well-formed pattern, relative to the directory {@code base} */
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
        for (FileNode node : tree.children(TreePath.join(base, directory), part::matches)) {
            if (depth == parts.size() - 1) {
                found.add(node.path());
            } else if (node.isDirectory()) {
                search(TreePath.join(directory, node.name()), depth + 1);
            }
        }
    }

    /** Searches at any depth, for patterns with a class that can match a slash, such as {@code [^a]}. */
    private void searchAll(String directory) {
        for (FileNode node : tree.children(TreePath.join(base, directory))) {
            String path = TreePath.join(directory, node.name());
            if (whole.matches(path)) {
                found.add(node.path());
            } else if (node.isDirectory()) {
                searchAll(path);
            }
        }
    }
}
