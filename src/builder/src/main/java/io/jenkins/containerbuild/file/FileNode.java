package io.jenkins.containerbuild.file;

/**
 * A file, directory or link of a {@link FileTree}.
 *
 * @param path path relative to the root of its tree
 * @param size size of a regular file in bytes, otherwise 0
 * @param mode permission bits with set-uid (04000), set-gid (02000) and sticky (01000)
 * @param mtimeNanos time of last modification in nanoseconds since the epoch
 * @param linkTarget target of a symbolic link, as written; otherwise ""
 * @param content bytes of a regular file, or what represents a device or pipe of an image or archive; null for other
 *     nodes
 */
public record FileNode(
        String path,
        Kind kind,
        long size,
        int mode,
        long uid,
        long gid,
        long mtimeNanos,
        String linkTarget,
        FileContent content) {

    /** The type of a node; {@link #SPECIAL} is a socket, a pipe or a device. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        SPECIAL
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns this node with another path. */
    public FileNode at(String otherPath) {
        return otherPath.equals(path)
                ? this
                : new FileNode(otherPath, kind, size, mode, uid, gid, mtimeNanos, linkTarget, content);
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isSymlink() {
        return kind == Kind.SYMLINK;
    }
}
