package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file of any size in the cache that is written once. It is given a modification time that nothing else has, and loses it when somebody
 * writes to it: a damaged file is no file.
 */
final class KeptFile implements AutoCloseable {
    private static final FileTime UNTOUCHED = FileTime.from(1_000_000_000, TimeUnit.SECONDS);

    private final CacheDirectory cache;
    private final PendingFile file;

    KeptFile(CacheDirectory cache) {
        this.cache = cache;
        this.file = cache.create(Shelf.MEMBERS);
    }

    /** The file of that name, if it is there as it was written. */
    static Optional<Path> find(CacheDirectory cache, String name) {
        return cache.find(Shelf.MEMBERS, name).filter(KeptFile::isUntouched);
    }

    private static boolean isUntouched(Path file) {
        try {
            return Files.getLastModifiedTime(file).equals(UNTOUCHED);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Throws what {@link CacheDirectory#failure} says where the bytes cannot be written. */
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
            Path place = file.commit(name);
            Files.setLastModifiedTime(place, UNTOUCHED);
            return place;
        } catch (IOException e) {
            throw cache.failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
