package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;

/**
 * Attributes that an instruction sets on everything it adds.
 *
 * @param owner value of {@code --chown}, or null to keep the owner of each file
 * @param mode value of {@code --chmod}, or null to keep the mode of each file
 * @param nowNanos modification time for files without their own, in nanoseconds since the epoch
 */
record Attributes(Owner owner, ModeChange mode, long nowNanos) {

    /** Returns the node at another path with these attributes applied. A symbolic link keeps its mode. */
    FileNode applyTo(FileNode node, String path, FileContent content) {
        boolean keepsMode = mode == null || node.isSymlink();
        return node.at(path)
                .withOwner(
                        keepsMode ? node.mode() : mode.apply(node.mode(), node.isDirectory()),
                        owner == null ? node.uid() : owner.uid(),
                        owner == null ? node.gid() : owner.gid())
                .withContent(content);
    }
}
