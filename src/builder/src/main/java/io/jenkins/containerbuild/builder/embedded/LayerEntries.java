package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.builder.layer.LayerEntry;
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
 * attributes, because engines create missing ones as 0755 0:0, even if the base has other attributes for them.
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

    /** The entries, sorted by {@link PathOrder#BY_PARTS}. Throws a {@link StepException} if a layer cannot contain a name. */
    static List<LayerEntry> of(OverlayTree tree) {
        return new LayerEntries(tree).collect();
    }

    private List<LayerEntry> collect() {
        for (FileNode node : tree.changes()) {
            if (!node.path().isEmpty()) {
                checkName(node.path());
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

    private void addDirectories(String path) {
        for (String at = path; !at.isEmpty() && listed.add(at); at = TreePath.parent(at)) {
            nodes.add(tree.find(at).orElseThrow());
        }
    }

    /** The OCI marker (opaque whiteout) for a directory that hides its contents in lower layers. */
    private static FileNode marker(FileNode directory) {
        return new FileNode(
                TreePath.join(directory.path(), OPAQUE),
                FileNode.Kind.FILE,
                0,
                0644,
                0,
                0,
                directory.mtimeNanos(),
                "",
                new EmptyContent());
    }

    private List<LayerEntry> entries() {
        List<LayerEntry> result = new ArrayList<>(nodes.size());
        Map<Object, LayerEntry> linked = new HashMap<>();
        for (FileNode node : nodes) {
            result.add(entry(node, linked));
        }
        return result;
    }

    private static LayerEntry entry(FileNode node, Map<Object, LayerEntry> linked) {
        return switch (node.kind()) {
            case DIRECTORY -> LayerEntry.directory(node.path(), node.mode(), node.uid(), node.gid(), node.mtimeNanos());
            case SYMLINK ->
                LayerEntry.symlink(node.path(), node.linkTarget(), node.uid(), node.gid(), node.mtimeNanos());
            case FILE -> file(node, linked);
            case SPECIAL -> device(node, (DeviceNode) node.content());
        };
    }

    private static LayerEntry file(FileNode node, Map<Object, LayerEntry> linked) {
        Object key = node.content().hardLinkKey();
        LayerEntry first = key == null ? null : linked.get(key);
        if (first != null) {
            return LayerEntry.hardLink(node.path(), first);
        }
        LayerEntry file = new LayerEntry(
                node.path(),
                LayerEntry.Kind.FILE,
                node.mode(),
                node.uid(),
                node.gid(),
                node.mtimeNanos(),
                "",
                node.size(),
                node.content(),
                LayerEntry.Device.NONE,
                ExtendedContent.xattrs(node.content()));
        if (key != null) {
            linked.put(key, file);
        }
        return file;
    }

    private static LayerEntry device(FileNode node, DeviceNode device) {
        return new LayerEntry(
                node.path(),
                device.kind(),
                node.mode(),
                node.uid(),
                node.gid(),
                node.mtimeNanos(),
                "",
                0,
                null,
                device.device(),
                Map.of());
    }
}
