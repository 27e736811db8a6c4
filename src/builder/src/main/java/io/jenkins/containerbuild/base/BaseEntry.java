package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;

/**
 * A file or directory in a base image.
 *
 * @param path path relative to the root, without {@code .} and {@code ..}; "" is the root
 * @param mode permission bits with set-uid, set-gid and sticky
 * @param size size of a regular file in bytes; for a device its numbers, with the major number in the upper half;
 *     otherwise 0
 * @param mtimeNanos modification time in nanoseconds since the epoch
 * @param linkTarget target of a symbolic link as written, otherwise ""
 * @param capability value of the file's {@code security.capability} in hexadecimal digits; "" if there is none
 * @param layer the layer that contains the bytes of a regular file, otherwise null
 * @param member path in that layer of a regular file's bytes, which differs from {@code path} for a hard link;
 *     otherwise ""
 */
public record BaseEntry(
        String path,
        Kind kind,
        int mode,
        long uid,
        long gid,
        long size,
        long mtimeNanos,
        String linkTarget,
        String capability,
        Descriptor layer,
        String member) {

    /** Kind of an entry; {@link #OTHER} is any kind that a layer should not contain. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        PIPE,
        OTHER
    }

    static long device(int major, int minor) {
        return (long) major << 32 | minor & 0xFFFF_FFFFL;
    }

    /** Major device number; only for devices. */
    public int major() {
        return (int) (size >>> 32);
    }

    /** Minor device number; only for devices. */
    public int minor() {
        return (int) size;
    }

    /** Permanent identity of a regular file's content: two files with the same identity have the same bytes. */
    public String identity() {
        return layer.digest() + "/" + member;
    }
}
