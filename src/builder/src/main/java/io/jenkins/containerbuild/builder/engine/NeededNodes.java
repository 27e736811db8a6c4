package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathOrder;
import java.util.Collection;
import java.util.TreeMap;

/**
 * The files that a build needs, and their parent directories. Each directory precedes its contents; siblings are
 * ordered by the bytes of their names.
 */
public final class NeededNodes {
    private final TreeMap<String, FileNode> nodes = new TreeMap<>(PathOrder.BY_PARTS);
    private final FileTree tree;

    private NeededNodes(FileTree tree) {
        this.tree = tree;
    }

    public static Collection<FileNode> of(FileTree tree, ContextPlan plan) {
        NeededNodes needed = new NeededNodes(tree);
        plan.files().forEach(file -> needed.add(file.node()));
        return needed.nodes.values();
    }

    private void add(FileNode node) {
        if (nodes.put(node.path(), node) == null) {
            int slash = node.path().lastIndexOf('/');
            if (slash > 0) {
                addParent(node.path().substring(0, slash));
            }
        }
    }

    private void addParent(String path) {
        if (!nodes.containsKey(path)) {
            tree.find(path).filter(FileNode::isDirectory).ifPresent(this::add);
        }
    }
}
