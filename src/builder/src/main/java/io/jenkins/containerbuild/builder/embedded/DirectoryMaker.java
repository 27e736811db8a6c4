package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Creates missing directories as mkdir does on Linux: in a set-group-ID directory, new directories inherit the
 * set-group-ID bit and, unless an owner is given, the group.
 */
final class DirectoryMaker {
    private static final int MODE = 0755;
    private static final int SET_GROUP_ID = 02000;

    private final OverlayTree tree;
    private final Owner owner;
    private final long nowNanos;
    private final PathLimits limits;

    /** @param owner owner of new directories, or null for root */
    DirectoryMaker(OverlayTree tree, Owner owner, long nowNanos) {
        this(tree, owner, nowNanos, new PathLimits());
    }

    /** @param limits limits of the archive for which directories are created */
    DirectoryMaker(OverlayTree tree, Owner owner, long nowNanos, PathLimits limits) {
        this.tree = tree;
        this.owner = owner;
        this.nowNanos = nowNanos;
        this.limits = limits;
    }

    /**
     * Creates the missing directories of a path.
     *
     * @param path path with symbolic links resolved
     * @return the directory at the path
     */
    FileNode make(String path) {
        Deque<String> missing = new ArrayDeque<>();
        String at = path;
        FileNode there = find(at);
        while (there == null && !at.isEmpty()) {
            missing.push(at);
            at = TreePath.parent(at);
            there = find(at);
        }
        there = there == null ? OverlayTree.ROOT : there;
        if (!there.isDirectory()) {
            throw new StepException(
                    "/" + at + " exists in the image and is not a directory; choose another destination");
        }
        while (!missing.isEmpty()) {
            there = makeIn(there, missing.pop());
        }
        return there;
    }

    private FileNode find(String path) {
        limits.lookUp(path);
        return tree.find(path).orElse(null);
    }

    private FileNode makeIn(FileNode parent, String path) {
        limits.add(path);
        boolean inherits = (parent.mode() & SET_GROUP_ID) != 0;
        FileNode made = FileNode.directory(
                path,
                inherits ? MODE | SET_GROUP_ID : MODE,
                owner == null ? 0 : owner.uid(),
                owner != null ? owner.gid() : inherits ? parent.gid() : 0,
                nowNanos);
        tree.put(made);
        return made;
    }
}
