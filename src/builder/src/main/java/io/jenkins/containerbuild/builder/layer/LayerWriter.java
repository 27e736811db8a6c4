package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * Writes a layer to the cache in one pass: the digests of the tar and of the compressed layer are computed during
 * writing. Only a few blocks are in memory at a time.
 */
final class LayerWriter {
    private final CacheDirectory cache;
    private final Compression compression;
    private final long latest;
    private final Workers workers = new Workers();

    /** @param latest time in seconds since the epoch to which later modification times are clamped */
    LayerWriter(CacheDirectory cache, Compression compression, long latest) {
        this.cache = cache;
        this.compression = compression;
        this.latest = latest;
    }

    record Written(Descriptor descriptor, Digest diffId, Path file) {}

    /** Writes a tar and returns its digest. */
    @FunctionalInterface
    interface Tar {
        Digest writeTo(OutputStream out) throws IOException;
    }

    Written write(List<FileNode> entries) {
        return write(out -> new LayerTar(out, latest).write(entries));
    }

    Written write(Tar tar) {
        try (PendingFile file = cache.create(Shelf.BLOBS)) {
            CompressedOutput compressed = new CompressedOutput(file.channel(), cache);
            Digest diffId = compression == Compression.ZSTD ? zstd(tar, compressed) : gzip(tar, compressed);
            Digest digest = compressed.finish();
            String mediaType = compression == Compression.ZSTD ? MediaTypes.OCI_LAYER_ZSTD : MediaTypes.OCI_LAYER_GZIP;
            Descriptor descriptor = new Descriptor(mediaType, digest, compressed.size);
            return new Written(descriptor, diffId, file.commitSealed(CacheDirectory.blobName(digest)));
        } catch (IOException e) {
            throw cache.failure(e);
        }
    }

    private Digest gzip(Tar tar, OutputStream compressed) throws IOException {
        try (ParallelGzip gzip = new ParallelGzip(compressed, workers)) {
            Digest diffId = tar.writeTo(gzip);
            gzip.finish();
            return diffId;
        }
    }

    private Digest zstd(Tar tar, OutputStream compressed) throws IOException {
        try (OutputStream zstd = Zstandard.compress(compressed)) {
            return tar.writeTo(zstd);
        }
    }

    /**
     * Writes the compressed layer to disk. Write errors are reported as errors of the cache, not of the files being
     * read.
     */
    private static final class CompressedOutput extends OutputStream {
        private final WritableByteChannel channel;
        private final CacheDirectory cache;
        private final MessageDigest digest = Digest.sha256();
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(128 << 10);
        private long size;

        CompressedOutput(WritableByteChannel channel, CacheDirectory cache) {
            this.channel = channel;
            this.cache = cache;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            digest.update(bytes, offset, count);
            size += count;
            int done = 0;
            while (done < count) {
                int part = Math.min(count - done, buffer.remaining());
                buffer.put(bytes, offset + done, part);
                done += part;
                if (!buffer.hasRemaining()) {
                    drain();
                }
            }
        }

        private void drain() {
            buffer.flip();
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw cache.failure(e);
            }
            buffer.clear();
        }

        Digest finish() {
            drain();
            return Digest.of(digest);
        }
    }
}
