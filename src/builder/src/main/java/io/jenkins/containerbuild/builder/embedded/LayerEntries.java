package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.EmptyContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts the changes of one instruction to the entries of its layer. Parent directories are included with their
 * attributes, because engines create parent directories that a layer lacks with mode 0755 and owner 0:0, even if the
 * directories have other attributes in the base image.
 */
final class LayerEntries {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final OverlayTree tree;
    private final List<FileNode> nodes;
    private final Set<String> listed;

    private LayerEntries(OverlayTree tree) {
        Collection<FileNode> changes = tree.changes();
        this.tree = tree;
        this.nodes = new ArrayList<>(changes.size() + 16);
        this.listed = new HashSet<>(changes.size() * 2);
    }

    /**
     * Returns the entries, sorted by {@link PathOrder#BY_PARTS}. Throws a {@link StepException} for a file that layers
     * cannot contain.
     */
    static List<FileNode> of(OverlayTree tree) {
        return new LayerEntries(tree).collect();
    }

    private List<FileNode> collect() {
        for (FileNode node : tree.changes()) {
            if (!node.path().isEmpty()) {
                checkName(node.path());
                checkKind(node);
                listed.add(node.path());
                nodes.add(node);
            }
        }
        String last = "";
        for (FileNode node : tree.changes()) {
            String parent = TreePath.parent(node.path());
            if (!parent.equals(last)) {
                addDirectories(parent);
                last = parent;
            }
            if (node.isDirectory() && tree.isOpaque(node)) {
                nodes.add(marker(node));
            }
        }
        nodes.sort((left, right) -> PathOrder.BY_PARTS.compare(left.path(), right.path()));
        return entries();
    }

    private static void checkName(String path) {
        if (TreePath.name(path).startsWith(WHITEOUT)) {
            throw new StepException("/" + path
                    + " cannot be in an image: in layers, names that begin with .wh. mark removed files; rename it"
                    + " or exclude it in the ignore file");
        }
    }

    /** Throws a {@link StepException} if the node is a socket, pipe or device on disk. */
    static void checkKind(FileNode node) {
        if (node.kind() == FileNode.Kind.OTHER) {
            throw new StepException(
                    "/" + node.path() + " is a socket, pipe or device, which cannot be copied into an image;"
                            + " exclude it in .dockerignore or with --exclude");
        }
    }

    private void addDirectories(String path) {
        for (String at = path; !at.isEmpty() && listed.add(at); at = TreePath.parent(at)) {
            nodes.add(tree.find(at).orElseThrow());
        }
    }

    /** Returns the OCI marker (opaque whiteout) that hides the contents of the directory in lower layers. */
    private static FileNode marker(FileNode directory) {
        String path = TreePath.join(directory.path(), OPAQUE);
        return FileNode.file(path, 0644, 0, 0, directory.mtimeNanos(), 0, new EmptyContent());
    }

    private List<FileNode> entries() {
        List<FileNode> result = new ArrayList<>(nodes.size());
        Map<Object, FileNode> linked = new HashMap<>();
        for (FileNode node : nodes) {
            result.add(entry(node, linked));
        }
        return result;
    }

    private static FileNode entry(FileNode node, Map<Object, FileNode> linked) {
        if (!node.isFile()) {
            return node.isSymlink() ? node.withOwner(0777, node.uid(), node.gid()) : node;
        }
        Object key = node.content().hardLinkKey();
        FileNode first = key == null ? null : linked.putIfAbsent(key, node);
        return first == null ? node : FileNode.hardLink(node.path(), first);
    }
}
