package io.jenkins.containerbuild.tar;

import io.jenkins.containerbuild.file.PathBytes;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A member of a tar.
 *
 * @param path path as written; a byte that is not valid UTF-8 is represented as in {@link PathBytes}
 * @param type type flag of the header: {@code '0'} file, {@code '1'} hard link, {@code '2'} symbolic link, {@code '3'}
 *     and {@code '4'} devices, {@code '5'} directory, {@code '6'} pipe; other flags are kept unchanged
 * @param mode permission bits with set-uid, set-gid and sticky (twelve bits)
 * @param mtimeNanos time of last modification in nanoseconds since the epoch; times outside the range of 64 bits (from
 *     the year 2262) become the nearest time in the range
 * @param linkTarget target of a link, as written; otherwise ""
 * @param size size of a file in bytes, otherwise 0
 * @param offset offset of the first byte of a file in the uncompressed tar
 * @param extents stored parts of a sparse file, one after the other from {@code offset}; null if the file is stored
 *     completely
 * @param xattrs extended attributes by their full name
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

    /** A part of a sparse file: offset in the file and length, both in bytes. */
    public record Extent(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    /** Number of bytes of a file that the archive stores. */
    public long storedSize() {
        return extents == null
                ? size
                : extents.stream().mapToLong(Extent::length).sum();
    }

    /** Returns the content of the file, given a stream of its stored bytes. */
    public InputStream expand(InputStream stored) {
        return extents == null ? stored : new SparseStream(stored, extents, size);
    }
}
