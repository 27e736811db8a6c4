package io.jenkins.containerbuild.tar;

import java.io.InputStream;
import java.util.List;

/**
 * The place of a file's bytes in an uncompressed tar.
 *
 * @param offset offset of the first byte
 * @param size size of the file in bytes
 * @param extents stored parts of a sparse file, one after the other from {@code offset}; null if the file is stored
 *     completely
 */
public record TarSection(long offset, long size, List<Extent> extents) {

    /** A part of a sparse file: offset in the file and length, both in bytes. */
    public record Extent(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    /** Number of bytes of the file that the archive stores. */
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
