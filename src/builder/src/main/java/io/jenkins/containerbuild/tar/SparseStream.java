package io.jenkins.containerbuild.tar;

import io.jenkins.containerbuild.image.BulkInputStream;
import io.jenkins.containerbuild.tar.TarSection.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/** The content of a sparse file: the stored parts at their offsets, with zeros between them. */
final class SparseStream extends BulkInputStream {
    private final List<Extent> extents;
    private final long size;
    private long position;
    private int next;

    /**
     * Creates the content of one file.
     *
     * @param stored the stored parts, without gaps between them
     * @param extents offsets and lengths of the parts, in ascending order
     * @param size size of the whole file in bytes
     */
    SparseStream(InputStream stored, List<Extent> extents, long size) {
        super(stored);
        this.extents = extents;
        this.size = size;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0 || position == size) {
            return length == 0 ? 0 : -1;
        }
        while (next < extents.size() && extents.get(next).end() <= position) {
            next++;
        }
        long hole = (next < extents.size() ? extents.get(next).offset() : size) - position;
        int count = hole > 0
                ? (int) Math.min(length, hole)
                : in.read(
                        bytes, offset, (int) Math.min(length, extents.get(next).end() - position));
        if (count < 0) {
            throw new EOFException("a sparse file ends too early");
        }
        if (hole > 0) {
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
        }
        position += count;
        return count;
    }
}
