package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.tar.TarMember;
import java.util.Map;

/**
 * An entry of a layer.
 *
 * @param path path relative to the root of the image, without leading or trailing slash; a byte that is not valid UTF-8
 *     is represented as U+DC00 plus the byte
 * @param mode permission bits with set-uid, set-gid and sticky (twelve bits)
 * @param mtimeNanos modification time in nanoseconds since the epoch; layers store whole seconds
 * @param linkTarget target of a symbolic link as written, or path of an earlier entry for a hard link; otherwise ""
 * @param size size of a regular file in bytes, otherwise 0
 * @param content content of a regular file, otherwise null
 * @param device major and minor number of a device, otherwise {@link Device#NONE}
 * @param xattrs extended attributes by full name, such as {@code security.capability}
 */
public record LayerEntry(
        String path,
        Kind kind,
        int mode,
        long uid,
        long gid,
        long mtimeNanos,
        String linkTarget,
        long size,
        FileContent content,
        Device device,
        Map<String, byte[]> xattrs) {

    /** Kind of an entry, with its type flag in a tar. */
    public enum Kind {
        FILE('0'),
        HARDLINK('1'),
        SYMLINK('2'),
        CHARACTER_DEVICE('3'),
        BLOCK_DEVICE('4'),
        DIRECTORY('5'),
        FIFO('6');

        final char typeFlag;

        Kind(char typeFlag) {
            this.typeFlag = typeFlag;
        }
    }

    public record Device(int major, int minor) {
        public static final Device NONE = new Device(0, 0);
    }

    public static LayerEntry file(
            String path, int mode, long uid, long gid, long mtimeNanos, long size, FileContent content) {
        return new LayerEntry(path, Kind.FILE, mode, uid, gid, mtimeNanos, "", size, content, Device.NONE, Map.of());
    }

    public static LayerEntry directory(String path, int mode, long uid, long gid, long mtimeNanos) {
        return new LayerEntry(path, Kind.DIRECTORY, mode, uid, gid, mtimeNanos, "", 0, null, Device.NONE, Map.of());
    }

    public static LayerEntry symlink(String path, String target, long uid, long gid, long mtimeNanos) {
        return new LayerEntry(path, Kind.SYMLINK, 0777, uid, gid, mtimeNanos, target, 0, null, Device.NONE, Map.of());
    }

    /** Another name of the file {@code target}, with the same attributes. */
    public static LayerEntry hardLink(String path, LayerEntry target) {
        return new LayerEntry(
                path,
                Kind.HARDLINK,
                target.mode(),
                target.uid(),
                target.gid(),
                target.mtimeNanos(),
                target.path(),
                0,
                null,
                Device.NONE,
                Map.of());
    }

    /**
     * The entry as a member of the layer's tar.
     *
     * @param latest maximum of its modification time, in seconds since the epoch
     */
    TarMember member(long latest) {
        long seconds = Math.min(latest, Math.floorDiv(mtimeNanos, 1_000_000_000L));
        return new TarMember(
                path,
                kind.typeFlag,
                mode,
                uid,
                gid,
                seconds * 1_000_000_000L,
                linkTarget,
                size,
                0,
                null,
                device.major(),
                device.minor(),
                xattrs);
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /** The directory that contains the entry; "" for the root. */
    String parent() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
