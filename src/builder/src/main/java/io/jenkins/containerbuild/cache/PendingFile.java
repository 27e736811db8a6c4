package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
    private final FileChannel channel;
    private long size;
    private boolean committed;

    PendingFile(CacheDirectory cache, Shelf shelf, Path temporary) throws IOException {
        this.cache = cache;
        this.shelf = shelf;
        this.temporary = temporary;
        this.channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
    }

    /** Where its bytes are written. */
    public FileChannel channel() {
        return channel;
    }

    /** Says that all bytes are written, and frees the file handle; for those who have many files under way. */
    public void written() throws IOException {
        if (channel.isOpen()) {
            size = channel.size();
            channel.close();
        }
    }

    /** Gives it its name, in one step, over whatever had that name before; returns where it stands from now on. */
    public Path commit(String name) throws IOException {
        written();
        Path place = cache.place(shelf, name);
        Files.createDirectories(place.getParent());
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        committed = true;
        cache.added(size);
        return place;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
    }
}
