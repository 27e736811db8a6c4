package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.LinkResolver;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file tree after one instruction: the changes of the instruction on top of the previous tree. Once the instruction
 * has been executed, the tree does not change any more and may be read by several threads.
 */
final class OverlayTree implements FileTree {
    static final FileNode ROOT = FileNode.directory("", 0755, 0, 0, 0);

    private final FileTree lower;
    private final Map<String, FileNode> nodes = new LinkedHashMap<>();
    /** Directories of the lower tree whose contents are hidden. No hidden directory is inside another. */
    private final NavigableSet<String> hidden = new TreeSet<>(PathOrder.BY_PARTS);
    /** Paths of {@link #nodes} by parent directory; null until first used. */
    private Map<String, Set<String>> byDirectory;

    private long visited;

    OverlayTree(FileTree lower) {
        this.lower = lower;
    }

    /** Returns an overlay on an empty tree that contains all nodes of the given tree as changes. */
    static OverlayTree copyOf(FileTree tree) {
        OverlayTree copy = new OverlayTree(EmptyTree.SCRATCH);
        copy.putAll(tree);
        return copy;
    }

    private void putAll(FileTree tree) {
        Deque<String> directories = new ArrayDeque<>(List.of(""));
        while (!directories.isEmpty()) {
            for (FileNode node : tree.children(directories.pop())) {
                put(node);
                if (node.isDirectory()) {
                    directories.add(node.path());
                }
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
                result.put(node.name(), node);
            }
        }
        for (String path : ownByDirectory().getOrDefault(directory, Set.of())) {
            FileNode node = nodes.get(path);
            result.put(node.name(), node);
        }
        return new ArrayList<>(result.values());
    }

    private synchronized Map<String, Set<String>> ownByDirectory() {
        if (byDirectory == null) {
            byDirectory = new HashMap<>();
            nodes.keySet().forEach(this::index);
        }
        return byDirectory;
    }

    private void index(String path) {
        if (!path.isEmpty()) {
            byDirectory
                    .computeIfAbsent(TreePath.parent(path), directory -> new LinkedHashSet<>())
                    .add(path);
        }
    }

    private boolean isHidden(String path) {
        String before = hidden.isEmpty() ? null : hidden.floor(path);
        return before != null && (before.equals(path) || path.startsWith(before + "/"));
    }

    /**
     * Puts a node at a path where nothing exists, or in place of a node: a directory may replace only a directory,
     * whose contents remain, and any other node may replace only a node that is not a directory.
     */
    void put(FileNode node) {
        FileNode old = nodes.put(node.path(), node);
        if (old == null && byDirectory != null) {
            index(node.path());
        }
    }

    /**
     * Puts a node at a path, whatever exists there. The contents of an existing directory remain only if the new node
     * is a directory.
     */
    void replace(FileNode node) {
        Optional<FileNode> old = find(node.path());
        if (old.isPresent() && old.get().isDirectory() && !node.isDirectory()) {
            removeBelow(node.path());
            hide(node.path());
        }
        put(node);
    }

    /**
     * Removes the nodes that the instruction has put into a directory, in time proportional to the number of nodes
     * removed.
     */
    private void removeBelow(String directory) {
        Deque<String> directories = new ArrayDeque<>(List.of(directory));
        while (!directories.isEmpty()) {
            Set<String> children = ownByDirectory().remove(directories.pop());
            for (String path : children == null ? Set.<String>of() : children) {
                visited++;
                nodes.remove(path);
                directories.push(path);
            }
        }
    }

    private void hide(String path) {
        if (!isHidden(path)) {
            Iterator<String> behind = hidden.tailSet(path, false).iterator();
            while (behind.hasNext() && behind.next().startsWith(path + "/")) {
                behind.remove();
            }
            hidden.add(path);
        }
    }

    /** Number of nodes visited while replacing others; lets tests measure the cost of replacement. */
    long visited() {
        return visited;
    }

    /** The changes of the instruction in the order in which they were made: a directory comes before its contents. */
    Collection<FileNode> changes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** Whether the directory hides the contents that a directory at the same path has in the lower tree. */
    boolean isOpaque(FileNode directory) {
        return hidden.contains(directory.path())
                && lower.find(directory.path()).filter(FileNode::isDirectory).isPresent();
    }

    @Override
    public String describe() {
        return lower.describe();
    }

    /**
     * Resolves all symbolic links in a path. The path need not exist.
     *
     * @param path path relative to the root
     * @throws io.jenkins.containerbuild.image.LimitException if the result is too long
     */
    static String resolve(FileTree tree, String path) {
        return resolve(new LinkResolver(tree), path);
    }

    /**
     * Like {@link #resolve(FileTree, String)} for a path in an archive; a directory of the tree serves as the root of
     * the file system.
     *
     * @param root path of that directory, with symbolic links resolved
     * @param limits limits of the archive
     */
    String resolveBelow(String root, String path, PathLimits limits) {
        return resolve(new LinkResolver(this::find, root, LinkResolver.MOST_LINKS_OF_LINUX, limits), path);
    }

    private static String resolve(LinkResolver resolver, String path) {
        LinkResolver.Resolved resolved = resolver.resolve(path);
        if (resolved.endless()) {
            FileNode last = resolved.links().get(resolver.mostLinks());
            throw new StepException(
                    "the path /" + path + " goes through too many symbolic links (more than " + resolver.mostLinks()
                            + "); remove the cycle that includes /" + last.path() + " -> " + last.linkTarget());
        }
        PathLimits.check(resolved.path());
        return resolved.path();
    }
}
