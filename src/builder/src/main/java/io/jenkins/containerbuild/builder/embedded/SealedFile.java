package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of any size that is written to the cache once. {@link #find} ignores files that may be damaged: those modified
 * after they were written, and those written before the last boot.
 */
final class SealedFile implements AutoCloseable {
    private final CacheDirectory cache;
    private final PendingFile file;

    SealedFile(CacheDirectory cache) {
        this.cache = cache;
        this.file = cache.create(Shelf.MEMBERS);
    }

    /** Finds the file of that name if it is unchanged since it was written. */
    static Optional<Path> find(CacheDirectory cache, String name) {
        return cache.findSealed(Shelf.MEMBERS, name);
    }

    /** Writes bytes. If writing fails, throws the exception that {@link CacheDirectory#failure} returns. */
    void write(byte[] bytes, int length) {
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
            while (left.hasRemaining()) {
                file.channel().write(left);
            }
        } catch (IOException e) {
            throw cache.failure(e);
        }
    }

    Path commit(String name) {
        try {
            return file.commitSealed(name);
        } catch (IOException e) {
            throw cache.failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
