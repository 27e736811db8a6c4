package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.context.FileNode;
import io.jenkins.containerbuild.context.FileTree;
import io.jenkins.containerbuild.context.PathOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A tree with what one instruction brought on top of what was there before it. Once the instruction is done it is not changed any more, and
 * may be read by several threads.
 */
final class OverlayTree implements FileTree {
    static final FileNode ROOT = new FileNode("", FileNode.Kind.DIRECTORY, 0, 0755, 0, 0, 0, "", null);

    private final FileTree lower;
    private final Map<String, FileNode> nodes = new LinkedHashMap<>();
    private final Set<String> hidden = new HashSet<>();
    private Map<String, List<FileNode>> byDirectory;

    OverlayTree(FileTree lower) {
        this.lower = lower;
    }

    /** All of a tree, upon nothing. */
    static OverlayTree copyOf(FileTree tree) {
        OverlayTree copy = new OverlayTree(EmptyTree.SCRATCH);
        copy.putAll(tree, "");
        return copy;
    }

    private void putAll(FileTree tree, String directory) {
        for (FileNode node : tree.children(directory)) {
            put(node);
            if (node.isDirectory()) {
                putAll(tree, node.path());
            }
        }
    }

    @Override
    public Optional<FileNode> find(String path) {
        FileNode own = nodes.get(path);
        if (own != null) {
            return Optional.of(own);
        }
        return isHidden(path) ? Optional.empty() : lower.find(path);
    }

    @Override
    public List<FileNode> children(String directory) {
        Map<String, FileNode> result = new TreeMap<>(PathOrder.BY_BYTES);
        if (!isHidden(directory)) {
            for (FileNode node : lower.children(directory)) {
                if (!hidden.contains(node.path())) {
                    result.put(node.name(), node);
                }
            }
        }
        for (FileNode node : ownByDirectory().getOrDefault(directory, List.of())) {
            result.put(node.name(), node);
        }
        return new ArrayList<>(result.values());
    }

    private synchronized Map<String, List<FileNode>> ownByDirectory() {
        if (byDirectory == null) {
            byDirectory = new HashMap<>();
            for (FileNode node : nodes.values()) {
                if (!node.path().isEmpty()) {
                    byDirectory
                            .computeIfAbsent(parent(node.path()), key -> new ArrayList<>())
                            .add(node);
                }
            }
        }
        return byDirectory;
    }

    private boolean isHidden(String path) {
        if (hidden.isEmpty()) {
            return false;
        }
        for (String at = path; !at.isEmpty(); at = parent(at)) {
            if (hidden.contains(at)) {
                return true;
            }
        }
        return false;
    }

    /** Puts a node where nothing stands or something of the same kind; a directory keeps its contents. */
    void put(FileNode node) {
        nodes.put(node.path(), node);
        byDirectory = null;
    }

    /** Puts a node in place of whatever stands there: only a directory on a directory keeps its contents. */
    void replace(FileNode node) {
        Optional<FileNode> old = find(node.path());
        if (old.isPresent() && !(node.isDirectory() && old.get().isDirectory())) {
            String below = node.path() + "/";
            nodes.keySet().removeIf(path -> path.startsWith(below));
            hidden.add(node.path());
        }
        put(node);
    }

    /** What the instruction brought, in its order: a directory stands before what is in it. */
    Collection<FileNode> changes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** Whether contents that the directory had before must not be seen through it. */
    boolean isOpaque(FileNode directory) {
        return hidden.contains(directory.path())
                && lower.find(directory.path()).filter(FileNode::isDirectory).isPresent();
    }

    @Override
    public String describe() {
        return lower.describe();
    }

    /** The directory of a path; the root for a path of one part. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String join(String directory, String name) {
        return directory.isEmpty() ? name : name.isEmpty() ? directory : directory + "/" + name;
    }
}
