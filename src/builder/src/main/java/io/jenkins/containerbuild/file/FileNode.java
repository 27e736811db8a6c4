package io.jenkins.containerbuild.file;

import java.util.Map;

/**
 * A file, directory, link or device: on disk, in an archive, in a base image or in a layer.
 *
 * @param path path relative to the root of its tree, without leading or trailing slash; a byte that is not valid UTF-8
 *     is represented as in {@link PathBytes}. In an archive, the path as written
 * @param mode permission bits with set-uid (04000), set-gid (02000) and sticky (01000)
 * @param mtimeNanos time of last modification in nanoseconds since the epoch
 * @param size size of a regular file in bytes, otherwise 0
 * @param linkTarget target of a symbolic link as written, or path of an earlier file for a hard link; otherwise ""
 * @param device numbers of a device, otherwise {@link Device#NONE}
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

    /** Kind of a node, with its type flag in a tar. */
    public enum Kind {
        FILE('0'),
        HARD_LINK('1'),
        SYMLINK('2'),
        CHARACTER_DEVICE('3'),
        BLOCK_DEVICE('4'),
        DIRECTORY('5'),
        PIPE('6'),
        /** A pipe or device on disk, which is not copied, or a member of an archive that is not a file. */
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

        /** The kind with this type flag. */
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

    /** Another name of the file {@code target}, with the same attributes. */
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

    /** The extended attributes that an image keeps: the capabilities of a regular file. */
    public Map<String, byte[]> capabilities() {
        byte[] capability = isFile() ? xattrs.get(CAPABILITY) : null;
        return capability == null ? Map.of() : xattrs.size() == 1 ? xattrs : Map.of(CAPABILITY, capability);
    }

    /** Where the bytes come from, see {@link FileContent#source}; null if there are none. */
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
