package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file on disk that counts how often it is read. Its change time, which no test can set, is shown an hour too early: so a file is as old
 * as its modification time, which tests set, and a change can still be seen.
 */
public record DiskFile(Path path, FileStat stat, AtomicInteger reads) implements DiskContent {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final AtomicLong NEXT_MILLIS = new AtomicLong(1_600_000_000_000L);

    public static DiskFile of(Path path) throws IOException {
        FileStat now = FileStat.of(path);
        FileStat shown = new FileStat(now.inode(), now.size(), now.mtimeNanos(), now.ctimeNanos() - HOUR_NANOS);
        return new DiskFile(path, shown, new AtomicInteger());
    }

    /** Writes a file that seems to have been there for long, with a modification time that no other file of the test has. */
    public static Path write(Path path, String text) throws IOException {
        Files.writeString(path, text);
        return Files.setLastModifiedTime(path, FileTime.fromMillis(NEXT_MILLIS.getAndAdd(1_000)));
    }

    /** Writes other text of the same size, with the modification time put back, as soon as the clock has ticked since the last change. */
    public static void replaceUnseen(Path path, String text) throws IOException {
        FileTime modified = Files.getLastModifiedTime(path);
        long changed = FileStat.of(path).ctimeNanos();
        do {
            Files.writeString(path, text);
            Files.setLastModifiedTime(path, modified);
        } while (FileStat.of(path).ctimeNanos() == changed);
    }

    @Override
    public InputStream open() throws IOException {
        reads.incrementAndGet();
        return Files.newInputStream(path);
    }

    @Override
    public String identity() {
        throw new AssertionError("digests of files on disk come from FileDigests");
    }
}
