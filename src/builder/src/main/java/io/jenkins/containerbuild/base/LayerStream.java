package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.fault.Interruption;
import io.jenkins.containerbuild.image.BulkInputStream;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.GzipStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the tar in a layer blob. The compression is detected from the first bytes. Reading fails if a layer unpacks to
 * far more bytes than a genuine layer (a gzip bomb).
 */
final class LayerStream extends BulkInputStream {
    private static final int BUFFER = 64 << 10;

    /**
     * Decompressed size in bytes that is allowed for any layer, whatever its compressed size. Larger layers may have at
     * most {@link #MAX_RATIO} times their compressed size: Debian's base images have a ratio of 3; deflate can reach
     * 1000.
     */
    private static final long MIN_LIMIT = 1L << 30;

    private static final long MAX_RATIO = 200;

    private final InputStream blob;
    private final long limit;
    private long read;

    private LayerStream(InputStream blob, InputStream tar, long limit) {
        super(tar);
        this.blob = blob;
        this.limit = limit;
    }

    /** @param blob the compressed layer, which is closed with this stream */
    static LayerStream of(InputStream blob, Descriptor layer) throws IOException {
        return of(blob, Math.max(MIN_LIMIT, MAX_RATIO * layer.size()));
    }

    static LayerStream of(InputStream blob, long limit) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(blob, BUFFER);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        return new LayerStream(buffered, unpacked(buffered, magic), limit);
    }

    private static InputStream unpacked(InputStream in, byte[] magic) throws IOException {
        if (magic.length >= 2 && magic[0] == 0x1f && (magic[1] & 0xFF) == 0x8b) {
            return new GzipStream(in, BUFFER);
        }
        if (magic.length == 4
                && magic[0] == 0x28
                && (magic[1] & 0xFF) == 0xb5
                && magic[2] == 0x2f
                && (magic[3] & 0xFF) == 0xfd) {
            return Zstandard.unpack(in);
        }
        return in;
    }

    /** A separate class, so that the native library is loaded only when a zstd layer is read. */
    private static final class Zstandard {
        static InputStream unpack(InputStream in) throws IOException {
            return new com.github.luben.zstd.ZstdInputStream(in);
        }
    }

    /** Reads the blob to its end, so that its digest is checked. */
    void finish() throws IOException {
        byte[] rest = new byte[BUFFER];
        while (read(rest, 0, rest.length) >= 0) {
            // Skips the padding after the end of the tar.
        }
        while (blob.read(rest, 0, rest.length) >= 0) {
            // Skips bytes that the decompressor did not read.
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Interruption.check();
        int count = in.read(bytes, offset, length);
        read += Math.max(0, count);
        if (read > limit) {
            throw new IOException(
                    "it unpacks to more than " + limit + " bytes, far more than its compressed size allows");
        }
        return count;
    }
}
