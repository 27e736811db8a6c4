package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;

/**
 * What stands at a path of a base.
 *
 * @param path relative to the root, without {@code .} and {@code ..}; "" is the root
 * @param mode permission bits with set-uid, set-gid and sticky
 * @param size bytes of a regular file; of a device its numbers, the major one in the upper half; else 0
 * @param mtimeNanos since 1970
 * @param linkTarget of a symbolic link, as written; else ""
 * @param layer the layer that a regular file's bytes are in, else null
 * @param capability of a regular file, the value of its {@code security.capability} in hexadecimal digits; "" where it has none
 * @param member the path in that layer that the bytes have; another than {@code path} for a hard link, else ""
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

    /** What an entry is; {@link #OTHER} is what no tar should have. */
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

    /** Of a device. */
    public int major() {
        return (int) (size >>> 32);
    }

    /** Of a device. */
    public int minor() {
        return (int) size;
    }

    /** What names the bytes of a regular file for ever: two files with the same identity have the same bytes. */
    public String identity() {
        return layer.digest() + "/" + member;
    }
}
