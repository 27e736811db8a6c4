package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.builder.engine.NeededNodes;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists the files that a build needs, in the order that fsutil requires. */
final class OfferedContext {
    private OfferedContext() {}

    /** @param ledger chooses the modification times to send */
    static List<OfferedFile> of(FileTree tree, ContextPlan plan, FileDigests digests, OfferLedger ledger) {
        Collection<FileNode> nodes = NeededNodes.of(tree, plan);
        List<FileNode> files = nodes.stream().filter(FileNode::isFile).toList();
        List<String> identities =
                digests.identities(files.stream().map(FileNode::content).toList());
        Map<Object, byte[]> links = new HashMap<>();
        List<OfferedFile> offered = new ArrayList<>(nodes.size());
        int next = 0;
        for (FileNode node : nodes) {
            byte[] path = PathBytes.encode(node.path());
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

    /**
     * Returns the entry of a regular file. Of several hard links to one file, only the first has content. All have the
     * size of the file, because engines compare sizes.
     */
    private static OfferedFile file(byte[] path, int mode, FileNode node, long mtime, Map<Object, byte[]> links) {
        FileContent content = node.content();
        byte[] first = content.hardLinkKey() == null ? null : links.putIfAbsent(content.hardLinkKey(), path);
        return first == null
                ? new OfferedFile(path, mode, node.size(), mtime, new byte[0], content)
                : new OfferedFile(path, mode, node.size(), mtime, first, null);
    }
}
