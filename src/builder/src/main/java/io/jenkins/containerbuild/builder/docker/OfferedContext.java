package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that a build needs, in the order in which fsutil states them: each directory before what is in it, names by their bytes. */
final class OfferedContext {
    /** Compares as if the slash were the lowest byte. */
    private static final Comparator<byte[]> BY_PARTS = (a, b) -> {
        int common = Math.min(a.length, b.length);
        for (int i = 0; i < common; i++) {
            if (a[i] != b[i]) {
                return rank(a[i]) - rank(b[i]);
            }
        }
        return a.length - b.length;
    };

    private final TreeMap<byte[], FileNode> nodes = new TreeMap<>(BY_PARTS);
    private final FileTree tree;

    private OfferedContext(FileTree tree) {
        this.tree = tree;
    }

    private static int rank(byte b) {
        return b == '/' ? -1 : b & 0xff;
    }

    /**
     * The files of a plan with the directories above them.
     *
     * @param prefix a directory that all of them are put in, or ""
     * @param ledger decides which modification times are told
     */
    static List<OfferedFile> of(
            FileTree tree, ContextPlan plan, String prefix, FileDigests digests, OfferLedger ledger) {
        OfferedContext context = new OfferedContext(tree);
        for (NeededFile file : plan.files()) {
            context.add(file.node());
        }
        return context.offer(prefix, digests, ledger);
    }

    /** The nodes themselves, in the same order. */
    static Collection<FileNode> nodes(FileTree tree, ContextPlan plan) {
        OfferedContext context = new OfferedContext(tree);
        plan.files().forEach(file -> context.add(file.node()));
        return context.nodes.values();
    }

    private void add(FileNode node) {
        if (nodes.put(PathBytes.encode(node.path()), node) == null) {
            int slash = node.path().lastIndexOf('/');
            if (slash > 0) {
                addParent(node.path().substring(0, slash));
            }
        }
    }

    private void addParent(String path) {
        byte[] key = PathBytes.encode(path);
        if (!nodes.containsKey(key)) {
            tree.find(path).filter(FileNode::isDirectory).ifPresent(this::add);
        }
    }

    private List<OfferedFile> offer(String prefix, FileDigests digests, OfferLedger ledger) {
        List<FileNode> files = nodes.values().stream().filter(FileNode::isFile).toList();
        List<String> identities =
                digests.identities(files.stream().map(FileNode::content).toList());
        Map<Object, byte[]> links = new HashMap<>();
        List<OfferedFile> offered = new ArrayList<>(nodes.size());
        int next = 0;
        for (FileNode node : nodes.values()) {
            byte[] path = PathBytes.encode(prefix + node.path());
            int mode = OfferedFile.goPermissions(node.mode());
            if (node.isDirectory()) {
                offered.add(
                        new OfferedFile(path, OfferedFile.DIRECTORY | mode, 0, node.mtimeNanos(), new byte[0], null));
            } else if (node.isSymlink()) {
                byte[] target = PathBytes.encode(node.linkTarget());
                long mtime = ledger.modified(path, node.linkTarget(), 0, node.mtimeNanos());
                offered.add(new OfferedFile(path, OfferedFile.SYMLINK | 0777, 0, mtime, target, null));
            } else {
                long mtime = ledger.modified(path, identities.get(next++), node.size(), node.mtimeNanos());
                offered.add(file(path, mode, node, mtime, links));
            }
        }
        return offered;
    }

    /** Of several hard links to a file only the first one has its bytes; all have its size, as engines compare it. */
    private static OfferedFile file(byte[] path, int mode, FileNode node, long mtime, Map<Object, byte[]> links) {
        FileContent content = node.content();
        byte[] first = content.hardLinkKey() == null ? null : links.putIfAbsent(content.hardLinkKey(), path);
        return first == null
                ? new OfferedFile(path, mode, node.size(), mtime, new byte[0], content)
                : new OfferedFile(path, mode, node.size(), mtime, first, null);
    }
}
