package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides which files of a context are sent: exactly those that an instruction of a needed stage can reach. */
public final class ContextPlanner {
    /**
     * The needed nodes by path, in the order in which they were found, which is almost the sorted order of the result.
     */
    private final Map<String, Need> needs = new LinkedHashMap<>();

    /** A node and the first lines of the instructions that need the node, as far as they have been found. */
    private static final class Need {
        private final FileNode node;
        private List<Integer> lines;

        Need(FileNode node, int line) {
            this.node = node;
            this.lines = List.of(line);
        }

        void add(int line) {
            if (!lines.contains(line)) {
                lines = new ArrayList<>(lines);
                lines.add(line);
                lines.sort(Comparator.naturalOrder());
            }
        }
    }

    private ContextPlanner() {}

    /**
     * Plans the files for a build.
     *
     * @param tree the context or a named context
     * @param dockerfile name of the Dockerfile, for messages
     * @param uses the sources of each COPY, ADD and bind mount of the needed stages in this tree; no URLs
     * @throws io.jenkins.containerbuild.fault.InputException with the line, under the conditions of
     *     {@link SourceMatcher#match}
     */
    public static ContextPlan plan(FileTree tree, String dockerfile, List<CopySource> uses) {
        return new ContextPlanner().planAll(tree, new SourceMatcher(tree, dockerfile), uses);
    }

    /**
     * Same as {@link #plan}, but for a preview: a wildcard in a missing directory matches nothing and is not an error.
     */
    public static ContextPlan preview(FileTree tree, String dockerfile, List<CopySource> uses) {
        return new ContextPlanner()
                .planAll(tree, new SourceMatcher(tree, dockerfile, SourceMatcher.Gap.IS_EMPTY), uses);
    }

    private ContextPlan planAll(FileTree tree, SourceMatcher matcher, List<CopySource> sources) {
        List<ContextPlan.Use> uses = new ArrayList<>(sources.size());
        for (CopySource source : sources) {
            List<SourceMatch> matches = new ArrayList<>();
            for (SourceMatcher.Found found : matcher.find(source)) {
                matches.add(found.match());
                found.links().forEach(link -> need(link, source.line()));
                need(found.match(), source.line());
            }
            uses.add(new ContextPlan.Use(source, matches));
        }
        List<NeededFile> files = new ArrayList<>(needs.size());
        for (Need need : needs.values()) {
            files.add(new NeededFile(need.node, need.lines));
        }
        files.sort(Comparator.comparing(NeededFile::path, PathOrder.BY_BYTES));
        return new ContextPlan(uses, files, tree.ignoreFileName());
    }

    private void need(SourceMatch match, int line) {
        FileNode root = match.root();
        boolean emptyDirectory =
                root.isDirectory() && match.below().isEmpty() && !root.path().isEmpty();
        if (!root.isDirectory() || emptyDirectory) {
            need(root, line);
        }
        for (FileNode node : match.below()) {
            need(node.at(TreePath.join(root.path(), node.path())), line);
        }
    }

    private void need(FileNode node, int line) {
        Need known = needs.get(node.path());
        if (known == null) {
            needs.put(node.path(), new Need(node, line));
        } else {
            known.add(line);
        }
    }
}
