package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.TreePath;
import java.util.List;

/**
 * Copies nodes into a tree as COPY does in BuildKit (package copy of fsutil): symbolic links in the destination are
 * followed, directories are merged, a file replaces a file or link but not a directory, and a directory replaces only a
 * directory.
 */
final class TreeCopier {
    private final OverlayTree tree;
    private final Attributes attributes;
    private final DirectoryMaker directories;

    TreeCopier(OverlayTree tree, Attributes attributes) {
        this.tree = tree;
        this.attributes = attributes;
        this.directories = new DirectoryMaker(tree, attributes.owner(), attributes.nowNanos());
    }

    /**
     * Copies a file, or the contents of a directory.
     *
     * @param name file name to use if the destination is a directory
     * @param below contents of the directory, parents first, with paths relative to the directory
     * @param destination absolute path; a slash at the end means that it is a directory
     */
    void copy(FileNode source, String name, List<FileNode> below, String destination) {
        String target = makeDestination(destination);
        if (source.isDirectory()) {
            copyContents(source, below, target);
        } else {
            copyFile(source, name, target);
        }
    }

    /** Creates the directories of the destination and returns the destination path with symbolic links resolved. */
    private String makeDestination(String destination) {
        boolean directory = destination.endsWith("/") || destination.endsWith("/.");
        String path = TreePath.inRoot(destination);
        directories.make(OverlayTree.resolve(tree, directory ? path : TreePath.parent(path)));
        return OverlayTree.resolve(tree, path);
    }

    private void copyFile(FileNode source, String name, String target) {
        FileNode there = tree.find(target).orElse(null);
        String path = target;
        if (there != null && there.isDirectory()) {
            path = TreePath.join(target, name);
            there = tree.find(path).orElse(null);
        } else {
            directories.make(TreePath.parent(target));
        }
        put(source, path, there, new LinkedContent.Links());
    }

    /**
     * Copies the contents of a directory. The destination directory is created if it is missing, and keeps its
     * attributes otherwise; its modification time always comes from the source.
     */
    private void copyContents(FileNode source, List<FileNode> below, String target) {
        boolean isNew = tree.find(target).isEmpty();
        FileNode directory = directories.make(target);
        if (!target.isEmpty()) {
            tree.put(directory.withTime(source.mtimeNanos()));
        }
        LinkedContent.Links links = new LinkedContent.Links();
        String fresh = isNew ? target + "/" : null;
        for (FileNode node : below) {
            String path = TreePath.join(target, node.path());
            boolean sureOfNothing = fresh != null && path.startsWith(fresh);
            FileNode there = sureOfNothing ? null : tree.find(path).orElse(null);
            put(node, path, there, links);
            if (!sureOfNothing && there == null && node.isDirectory()) {
                fresh = path + "/";
            }
        }
    }

    private void put(FileNode node, String path, FileNode there, LinkedContent.Links links) {
        LayerEntries.checkKind(node);
        if (there != null && node.isDirectory() && !there.isDirectory()) {
            throw new StepException("cannot copy the directory " + node.path() + " to /" + path
                    + ", which exists in the image and is not a directory; choose another destination");
        }
        if (there != null && there.isDirectory() && !node.isDirectory()) {
            throw new StepException("cannot replace the directory /" + path + " of the image with the file "
                    + node.path() + "; choose another destination");
        }
        tree.put(attributes.applyTo(node, path, links.copied(node.content())));
    }
}
