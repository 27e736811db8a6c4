package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.PatternList;
import io.jenkins.containerbuild.context.pattern.PatternReach;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the nodes below a directory that a copy takes: those that match the includes, or all if there are no includes,
 * except those that match the excludes. A directory that does not match is still taken if a node in it is taken. Paths
 * in patterns and in the result are relative to the directory.
 */
final class CopyWalk {
    private final FileTree tree;
    private final String root;
    private final PatternList includes;
    private final PatternReach reach;
    private final PatternList excludes;
    private final Deque<FileNode> pending = new ArrayDeque<>();
    private final List<FileNode> taken = new ArrayList<>();

    private CopyWalk(FileTree tree, String root, PatternList includes, PatternReach reach, PatternList excludes) {
        this.tree = tree;
        this.root = root;
        this.includes = includes;
        this.reach = reach;
        this.excludes = excludes;
    }

    /** Takes everything that is not excluded. */
    static List<FileNode> all(FileTree tree, String root, PatternList excludes) {
        return new CopyWalk(tree, root, null, null, excludes).run();
    }

    /** Takes the nodes that match the include pattern and do not match the excludes. */
    static List<FileNode> included(
            FileTree tree, String root, PatternList includes, String pattern, PatternList excludes) {
        PatternReach reach = new PatternReach();
        reach.add(pattern);
        return new CopyWalk(tree, root, includes, reach, excludes).run();
    }

    private List<FileNode> run() {
        walk("", includes == null ? null : includes.root(), excludes.root());
        return taken;
    }

    private void walk(String directory, PatternList.Matched included, PatternList.Matched excluded) {
        for (FileNode node : tree.children(TreePath.join(root, directory))) {
            String path = TreePath.join(directory, node.name());
            PatternList.Matched nowIncluded = includes == null ? null : includes.match(path, included);
            PatternList.Matched nowExcluded = excludes.match(path, excluded);
            boolean in = nowIncluded == null || nowIncluded.selected();
            boolean take = in && !nowExcluded.selected();
            FileNode relative = node.at(path);
            if (take) {
                take(relative);
            }
            boolean mayHold = in || reach.mayMatchIn(path);
            if (node.isDirectory() && mayHold && (!nowExcluded.selected() || excludes.mayExcept(path))) {
                if (!take) {
                    pending.addLast(relative);
                }
                walk(path, nowIncluded, nowExcluded);
                if (!take && pending.peekLast() == relative) {
                    pending.removeLast();
                }
            }
        }
    }

    private void take(FileNode node) {
        taken.addAll(pending);
        pending.clear();
        taken.add(node);
    }
}
