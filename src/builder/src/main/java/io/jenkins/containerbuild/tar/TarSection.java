package io.jenkins.containerbuild.tar;

import java.io.InputStream;
import java.util.List;

/**
 * The location of a file's bytes in an uncompressed tar.
 *
 * @param offset offset of the first byte
 * @param size size of the file in bytes
 * @param extents the parts of a sparse file that the tar stores, consecutively from {@code offset}; null if the file is
 *     not sparse
 */
public record TarSection(long offset, long size, List<Extent> extents) {

    /** A part of a sparse file: offset in the file and length, both in bytes. */
    public record Extent(long offset, long length) {
        long end() {
            return offset + length;
        }
    }

    /** Returns the number of bytes that the tar stores for the file. */
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
