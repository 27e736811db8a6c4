package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reduces a cache to nine tenths of its limit by deleting the least recently used files. While other builds run, files
 * used within the last hour are kept, because these builds may be about to read them.
 */
final class Eviction {
    private static final long IN_USE = TimeUnit.HOURS.toMillis(1);

    private final Path root;
    private final long limit;
    private final long youngestToGo;

    Eviction(Path root, long limit, CacheLock.Company company) {
        this.root = root;
        this.limit = limit;
        this.youngestToGo = company == CacheLock.Company.ALONE ? Long.MAX_VALUE : System.currentTimeMillis() - IN_USE;
    }

    private record Entry(Path path, long bytes, long used) {}

    void run() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Shelf shelf : Shelf.values()) {
            list(root.resolve(shelf.directory()), entries);
        }
        entries.sort(Comparator.comparingLong(Entry::used));
        long total = entries.stream().mapToLong(Entry::bytes).sum() + bytesUnderWay();
        for (Entry entry : entries) {
            if (total <= limit / 10 * 9 || entry.used() > youngestToGo) {
                break;
            }
            Files.deleteIfExists(entry.path());
            total -= entry.bytes();
        }
        new UsageLedger(root).reset(total);
    }

    /** Total size in bytes of the files that running builds are writing. */
    private long bytesUnderWay() throws IOException {
        List<Entry> pending = new ArrayList<>();
        list(root.resolve("tmp"), pending);
        return pending.stream().mapToLong(Entry::bytes).sum();
    }

    private static void list(Path directory, List<Entry> entries) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                add(file, entries);
            }
        } catch (NoSuchFileException nothingThere) {
            // No file of this kind was ever written.
        }
    }

    private static void add(Path file, List<Entry> entries) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            long used = Math.max(
                    attributes.lastAccessTime().toMillis(),
                    attributes.lastModifiedTime().toMillis());
            entries.add(new Entry(file, attributes.size(), used));
        } catch (NoSuchFileException anotherBuildEvictsToo) {
            // The other files of the directory still count.
        }
    }

    /**
     * Deletes temporary files of killed builds: if no other build runs, all temporary files and lock files; otherwise
     * only files not written to for an hour.
     */
    static void clearTemporary(Path root, CacheLock.Company company) throws IOException {
        if (company == CacheLock.Company.ALONE) {
            ScratchDirectory.deleteContents(root.resolve("tmp"));
            ScratchDirectory.deleteContents(root.resolve("locks"));
            return;
        }
        long oldest = System.currentTimeMillis() - IN_USE;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("tmp"))) {
            for (Path file : files) {
                if (Files.isRegularFile(file) && Files.getLastModifiedTime(file).toMillis() <= oldest) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException anotherBuildWasFaster) {
            // The rest is deleted next time.
        }
    }
}
