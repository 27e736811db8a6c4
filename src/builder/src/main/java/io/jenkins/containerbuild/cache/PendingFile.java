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
 * A file on its way into a {@link CacheDirectory}: nobody sees it before {@link #commit}, and closing it without leaves nothing behind.
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

    /** Takes its bytes, which count against the limit of the cache from then on. */
    public SeekableByteChannel channel() {
        return channel;
    }

    /** Says that all bytes are written, and frees the file handle; for those who have many files under way. */
    public void written() throws IOException {
        file.close();
    }

    /** Gives it its name, in one step, over whatever had that name before; returns where it stands from now on. */
    public Path commit(String name) throws IOException {
        written();
        Path place = cache.place(shelf, name);
        PrivateFiles.createDirectories(place.getParent());
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        committed = true;
        return place;
    }

    /** As {@link #commit}; until somebody writes to the file or the machine is restarted, {@link CacheDirectory#findSealed} finds it. */
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

    /** Passes everything on to the file and counts what is written. */
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
