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
 * Brings a cache back under nine tenths of its limit: least recently used out first. While other builds run, what was used within the last
 * hour stays, since they may be about to read it.
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

    /** Bytes that running builds have written to files which have no name yet. */
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
            // Nothing of this kind was ever kept.
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
            // The others of its directory count all the same.
        }
    }

    /**
     * Removes what killed builds left half-written: files that nobody has written to for an hour; where nobody else runs everything, and
     * locks that nobody holds, too.
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
            // What is left is cleared another time.
        }
    }
}
