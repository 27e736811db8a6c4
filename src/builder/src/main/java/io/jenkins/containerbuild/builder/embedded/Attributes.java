package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.context.FileContent;
import io.jenkins.containerbuild.context.FileNode;

/**
 * What an instruction gives to all that it brings.
 *
 * @param owner of {@code --chown}, or null: files keep theirs
 * @param mode of {@code --chmod}, or null: files keep theirs
 * @param nowNanos time of what has none of its own, nanoseconds since 1970
 */
record Attributes(Owner owner, ModeChange mode, long nowNanos) {

    /** The node at another path, with this owner and mode; a symbolic link has no mode of its own. */
    FileNode applyTo(FileNode node, String path, FileContent content) {
        return new FileNode(
                path,
                node.kind(),
                node.size(),
                mode == null || node.isSymlink() ? node.mode() : mode.apply(node.mode(), node.isDirectory()),
                owner == null ? node.uid() : owner.uid(),
                owner == null ? node.gid() : owner.gid(),
                node.mtimeNanos(),
                node.linkTarget(),
                content);
    }

    static FileNode withTime(FileNode node, long mtimeNanos) {
        return new FileNode(
                node.path(),
                node.kind(),
                node.size(),
                node.mode(),
                node.uid(),
                node.gid(),
                mtimeNanos,
                node.linkTarget(),
                node.content());
    }
}
