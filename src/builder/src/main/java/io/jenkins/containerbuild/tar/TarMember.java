package io.jenkins.containerbuild.tar;

import io.jenkins.containerbuild.image.PathBytes;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * What a tar says about one member.
 *
 * @param path as written, but a byte that is no UTF-8 stands as {@link PathBytes} has it
 * @param type the type flag of the header: {@code '0'} a file, {@code '1'} a hard link, {@code '2'} a symbolic link, {@code '3'} and {@code
 *     '4'} devices, {@code '5'} a directory, {@code '6'} a pipe; others are kept as they are
 * @param mode twelve bits
 * @param mtimeNanos since 1970; times that 64 bits cannot hold (after the year 2262) are the nearest that they can
 * @param linkTarget of a link, as written; else ""
 * @param size bytes of a file, else 0
 * @param offset of a file's first byte in the uncompressed tar
 * @param extents of a sparse file, the parts that are stored, one after the other from {@code offset}; null if it is stored whole
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
        List<Extent> extents,
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

    /** A part of a sparse file, bytes from its beginning. */
    public record Extent(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    /** Bytes that the archive stores of a file. */
    public long storedSize() {
        return extents == null
                ? size
                : extents.stream().mapToLong(Extent::length).sum();
    }

    /** Reads the file from the stream of its stored bytes. */
    public InputStream expand(InputStream stored) {
        return extents == null ? stored : new SparseStream(stored, extents, size);
    }
}
