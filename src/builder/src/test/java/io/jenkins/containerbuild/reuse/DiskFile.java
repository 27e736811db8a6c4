package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A file on disk that counts how often it is read. */
public record DiskFile(Path path, FileStat stat, AtomicInteger reads) implements DiskContent {

    public static DiskFile of(Path path) throws IOException {
        return new DiskFile(path, FileStat.of(path), new AtomicInteger());
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
