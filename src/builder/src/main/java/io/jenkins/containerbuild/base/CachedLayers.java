package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.BulkInputStream;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.VerifiedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads layers from the local cache or from a remote source; remote layers that are read to their end are cached. */
final class CachedLayers implements BlobSource {
    private final CacheDirectory cache;
    private final BlobSource afar;

    CachedLayers(CacheDirectory cache, BlobSource afar) {
        this.cache = cache;
        this.afar = afar;
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        String name = CacheDirectory.blobName(blob.digest());
        Optional<Path> kept = cache.find(Shelf.BLOBS, name);
        if (kept.isPresent()) {
            // The file is verified before it is read, so that no bytes of a damaged file are used.
            try (InputStream whole = new VerifiedStream(Files.newInputStream(kept.get()), blob)) {
                whole.transferTo(OutputStream.nullOutputStream());
                return Files.newInputStream(kept.get());
            } catch (IOException e) {
                cache.remove(Shelf.BLOBS, name);
            }
        }
        return new Keeping(afar.open(blob), blob);
    }

    /** Copies the bytes to the cache while they are read. The build continues if the cache cannot be written. */
    private final class Keeping extends BulkInputStream {
        private final Descriptor blob;
        private PendingFile file;
        private long position;

        Keeping(InputStream in, Descriptor blob) {
            super(in);
            this.blob = blob;
            try {
                file = cache.create(Shelf.BLOBS);
            } catch (ServiceException e) {
                file = null;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0 && file != null) {
                keep(ByteBuffer.wrap(bytes, offset, read));
            }
            return read;
        }

        private void keep(ByteBuffer bytes) {
            position += bytes.remaining();
            try {
                while (bytes.hasRemaining()) {
                    file.channel().write(bytes);
                }
                if (position == blob.size()) {
                    file.commit(CacheDirectory.blobName(blob.digest()));
                    giveUp();
                }
            } catch (IOException e) {
                giveUp();
            }
        }

        private void giveUp() {
            PendingFile closed = file;
            file = null;
            try {
                closed.close();
            } catch (IOException e) {
                // The file is discarded anyway.
            }
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                giveUp();
            }
            in.close();
        }
    }
}
