package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is being written to a {@link CacheDirectory}. It is not visible before {@link #commit}, and is deleted if
 * it is closed without a commit.
 */
public final class PendingFile implements AutoCloseable {
    private final CacheDirectory cache;
    private final Shelf shelf;
    private final Path temporary;
    private final FileChannel file;
    private final Counting channel = new Counting();
    private long counted;
    private boolean committed;

    PendingFile(CacheDirectory cache, Shelf shelf, Path temporary) throws IOException {
        this.cache = cache;
        this.shelf = shelf;
        this.temporary = temporary;
        this.file = PrivateFiles.open(
                temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
    }

    /** The channel to write to. Written bytes count towards the limit of the cache immediately. */
    public SeekableByteChannel channel() {
        return channel;
    }

    /**
     * Closes the file handle when all bytes have been written. Callers with many pending files need this to limit the
     * number of open files.
     */
    public void written() throws IOException {
        file.close();
    }

    /** Atomically moves the file to its final name, replacing any file of that name, and returns the final path. */
    public Path commit(String name) throws IOException {
        written();
        Path place = cache.place(shelf, name);
        PrivateFiles.createDirectories(place.getParent());
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        committed = true;
        return place;
    }

    /**
     * Commits and seals the file. {@link CacheDirectory#findSealed} then finds the file until it is modified or the
     * machine is restarted.
     */
    public Path commitSealed(String name) throws IOException {
        written();
        Seal.put(temporary);
        return commit(name);
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (!committed && Files.deleteIfExists(temporary)) {
            cache.added(-counted);
        }
    }

    /** Delegates to the file and counts the bytes written. */
    private final class Counting implements SeekableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = file.write(bytes);
            counted += written;
            cache.added(written);
            return written;
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return file.read(bytes);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            throw new UnsupportedOperationException("files of the cache only grow");
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
