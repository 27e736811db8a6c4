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
 * A tree with the changes of one instruction on top of the tree before it. After the instruction it is not changed any
 * more and may be read by several threads.
 */
final class OverlayTree implements FileTree {
    static final FileNode ROOT = FileNode.directory("", 0755, 0, 0, 0);

    private final FileTree lower;
    private final Map<String, FileNode> nodes = new LinkedHashMap<>();
    /** Directories of the lower tree whose contents are hidden. None of them is inside another one. */
    private final NavigableSet<String> hidden = new TreeSet<>(PathOrder.BY_PARTS);
    /** Paths of the nodes by directory; null until first used. */
    private Map<String, Set<String>> byDirectory;

    private long visited;

    OverlayTree(FileTree lower) {
        this.lower = lower;
    }

    /** A copy of a whole tree on top of an empty one. */
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

    /** Puts a node at a path at which nothing, or a node of the same kind, exists; a directory keeps its contents. */
    void put(FileNode node) {
        FileNode old = nodes.put(node.path(), node);
        if (old == null && byDirectory != null) {
            index(node.path());
        }
    }

    /** Puts a node in place of any other node; a directory keeps its contents only if it is replaced by a directory. */
    void replace(FileNode node) {
        Optional<FileNode> old = find(node.path());
        if (old.isPresent() && old.get().isDirectory() && !node.isDirectory()) {
            removeBelow(node.path());
            hide(node.path());
        }
        put(node);
    }

    /** Removes what the instruction has put into a directory; the time depends only on the number of nodes removed. */
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

    /** Whether the directory hides its contents in the lower tree. */
    boolean isOpaque(FileNode directory) {
        return hidden.contains(directory.path())
                && lower.find(directory.path()).filter(FileNode::isDirectory).isPresent();
    }

    @Override
    public String describe() {
        return lower.describe();
    }

    /**
     * Resolves all links of a path, which need not exist.
     *
     * @param path path relative to the root
     * @throws io.jenkins.containerbuild.image.LimitException if the result is too long
     */
    static String resolve(FileTree tree, String path) {
        return resolve(new LinkResolver(tree), path);
    }

    /**
     * Like {@link #resolve(FileTree, String)} for a path in an archive, with a directory of the tree as the root of the
     * file system.
     *
     * @param root path of that directory, without links
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
