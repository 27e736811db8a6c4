package io.jenkins.containerbuild.file;

import java.util.Map;

/**
 * A file, directory, link or device: on disk, in an archive, in a base image or in a layer.
 *
 * @param path path relative to the root of the tree, without leading or trailing slash; in an archive, the path as
 *     written. A byte that is not valid UTF-8 is represented as in {@link PathBytes}
 * @param mode permission bits with set-uid (04000), set-gid (02000) and sticky (01000)
 * @param mtimeNanos time of last modification in nanoseconds since the epoch
 * @param size size of a regular file in bytes, otherwise 0
 * @param linkTarget for a symbolic link, the target as written; for a hard link, the path of an earlier node of the
 *     same file; otherwise ""
 * @param device device numbers, or {@link Device#NONE} if the node is not a device
 * @param xattrs extended attributes by full name, such as {@link #CAPABILITY}
 * @param content bytes of a regular file; null for other nodes, and for files whose bytes are not needed or come from a
 *     stream
 */
public record FileNode(
        String path,
        Kind kind,
        int mode,
        long uid,
        long gid,
        long mtimeNanos,
        long size,
        String linkTarget,
        Device device,
        Map<String, byte[]> xattrs,
        FileContent content) {
    /** The only extended attribute that engines keep for files in images (Docker Engine 26.1). */
    public static final String CAPABILITY = "security.capability";

    /** Kind of a node, with the type flag that tar headers use for it. */
    public enum Kind {
        FILE('0'),
        HARD_LINK('1'),
        SYMLINK('2'),
        CHARACTER_DEVICE('3'),
        BLOCK_DEVICE('4'),
        DIRECTORY('5'),
        PIPE('6'),
        /** A pipe, socket or device on disk, which cannot be copied, or an archive member with an unknown type flag. */
        OTHER('o');

        private static final Kind[] ALL = values();

        private final char typeFlag;

        Kind(char typeFlag) {
            this.typeFlag = typeFlag;
        }

        public char typeFlag() {
            return typeFlag;
        }

        public boolean isDevice() {
            return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
        }

        /** Returns the kind with this type flag; {@link #OTHER} if the flag is unknown. */
        public static Kind of(char typeFlag) {
            return typeFlag >= '0' && typeFlag <= '6' ? ALL[typeFlag - '0'] : OTHER;
        }
    }

    public record Device(int major, int minor) {
        public static final Device NONE = new Device(0, 0);
    }

    public static FileNode file(
            String path, int mode, long uid, long gid, long mtimeNanos, long size, FileContent content) {
        return new FileNode(path, Kind.FILE, mode, uid, gid, mtimeNanos, size, "", Device.NONE, Map.of(), content);
    }

    public static FileNode directory(String path, int mode, long uid, long gid, long mtimeNanos) {
        return new FileNode(path, Kind.DIRECTORY, mode, uid, gid, mtimeNanos, 0, "", Device.NONE, Map.of(), null);
    }

    public static FileNode symlink(String path, String target, long uid, long gid, long mtimeNanos) {
        return new FileNode(path, Kind.SYMLINK, 0777, uid, gid, mtimeNanos, 0, target, Device.NONE, Map.of(), null);
    }

    /** Returns a hard link to the file {@code target}, with the same attributes. */
    public static FileNode hardLink(String path, FileNode target) {
        return new FileNode(
                path,
                Kind.HARD_LINK,
                target.mode,
                target.uid,
                target.gid,
                target.mtimeNanos,
                0,
                target.path,
                Device.NONE,
                Map.of(),
                null);
    }

    /** Returns this node with another path. */
    public FileNode at(String other) {
        return other.equals(path)
                ? this
                : new FileNode(other, kind, mode, uid, gid, mtimeNanos, size, linkTarget, device, xattrs, content);
    }

    /** Returns this node with another mode and owner. */
    public FileNode withOwner(int newMode, long newUid, long newGid) {
        return newMode == mode && newUid == uid && newGid == gid
                ? this
                : new FileNode(
                        path, kind, newMode, newUid, newGid, mtimeNanos, size, linkTarget, device, xattrs, content);
    }

    /** Returns this node with another modification time, in nanoseconds since the epoch. */
    public FileNode withTime(long nanos) {
        return nanos == mtimeNanos
                ? this
                : new FileNode(path, kind, mode, uid, gid, nanos, size, linkTarget, device, xattrs, content);
    }

    /** Returns this node with other extended attributes. */
    public FileNode withXattrs(Map<String, byte[]> others) {
        return others == xattrs
                ? this
                : new FileNode(path, kind, mode, uid, gid, mtimeNanos, size, linkTarget, device, others, content);
    }

    /** Returns this node with other bytes. */
    public FileNode withContent(FileContent other) {
        return other == content
                ? this
                : new FileNode(path, kind, mode, uid, gid, mtimeNanos, size, linkTarget, device, xattrs, other);
    }

    /** Returns the extended attributes that images keep: only the capabilities of regular files. */
    public Map<String, byte[]> capabilities() {
        byte[] capability = isFile() ? xattrs.get(CAPABILITY) : null;
        return capability == null ? Map.of() : xattrs.size() == 1 ? xattrs : Map.of(CAPABILITY, capability);
    }

    /** Returns the content that supplies the bytes, see {@link FileContent#source}; null if the node has no content. */
    public FileContent source() {
        return content == null ? null : content.source();
    }

    /** The last part of the path. */
    public String name() {
        return TreePath.name(path);
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
