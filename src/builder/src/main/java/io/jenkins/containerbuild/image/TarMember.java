package io.jenkins.containerbuild.image;

import java.util.Map;

/**
 * What a tar says about one member.
 *
 * @param path as written, but a byte that is no UTF-8 stands as {@link PathBytes} has it
 * @param type the type flag of the header: {@code '0'} a file, {@code '1'} a hard link, {@code '2'} a symbolic link, {@code '3'} and {@code
 *     '4'} devices, {@code '5'} a directory, {@code '6'} a pipe; others are kept as they are
 * @param mode twelve bits
 * @param mtimeNanos since 1970
 * @param linkTarget of a link, as written; else ""
 * @param size bytes of a file, else 0
 * @param offset of a file's first byte in the uncompressed tar
 * @param xattrs extended attributes by their whole name
 */
public record TarMember(
        String path,
        char type,
        int mode,
        long uid,
        long gid,
        long mtimeNanos,
        String linkTarget,
        long size,
        long offset,
        int deviceMajor,
        int deviceMinor,
        Map<String, byte[]> xattrs) {
    public static final char FILE = '0';
    public static final char HARD_LINK = '1';
    public static final char SYMLINK = '2';
    public static final char CHARACTER_DEVICE = '3';
    public static final char BLOCK_DEVICE = '4';
    public static final char DIRECTORY = '5';
    public static final char PIPE = '6';
}
