package io.jenkins.containerbuild.context;

/**
 * A file, directory or link of a {@link FileTree}.
 *
 * @param path relative to the root of its tree
 * @param size bytes of a regular file, else 0
 * @param mode permission bits with set-uid (04000), set-gid (02000) and sticky (01000)
 * @param mtimeNanos since 1970, nanoseconds
 * @param linkTarget of a symbolic link, as written; else ""
 * @param content null for everything that is no regular file
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

    /** What a node is; {@link #SPECIAL} are sockets, pipes and devices. */
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

    /** The same at another path. */
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
