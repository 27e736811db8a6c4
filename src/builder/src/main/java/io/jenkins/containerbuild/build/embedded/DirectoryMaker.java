package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.context.FileNode;

/** Makes the directories on the way to a destination, as mkdir does on Linux: below a set-group-ID directory they inherit its group. */
final class DirectoryMaker {
    private static final int MODE = 0755;
    private static final int SET_GROUP_ID = 02000;

    private final OverlayTree tree;
    private final Owner owner;
    private final long nowNanos;

    /** @param owner of those that are made, or null for root */
    DirectoryMaker(OverlayTree tree, Owner owner, long nowNanos) {
        this.tree = tree;
        this.owner = owner;
        this.nowNanos = nowNanos;
    }

    /**
     * Makes what is missing.
     *
     * @param path without links
     * @return the directory at the path
     */
    FileNode make(String path) {
        FileNode there = tree.find(path).orElse(null);
        if (there != null) {
            if (!there.isDirectory()) {
                throw new StepException("/" + path + " is no directory in the image, so nothing can be put below it;"
                        + " another destination would work");
            }
            return there;
        }
        if (path.isEmpty()) {
            return OverlayTree.ROOT;
        }
        FileNode parent = make(OverlayTree.parent(path));
        boolean inherits = (parent.mode() & SET_GROUP_ID) != 0;
        FileNode made = new FileNode(
                path,
                FileNode.Kind.DIRECTORY,
                0,
                inherits ? MODE | SET_GROUP_ID : MODE,
                owner == null ? 0 : owner.uid(),
                owner != null ? owner.gid() : inherits ? parent.gid() : 0,
                nowNanos,
                "",
                null);
        tree.put(made);
        return made;
    }
}
