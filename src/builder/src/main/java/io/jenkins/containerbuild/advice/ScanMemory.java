package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.FileStat;
import io.jenkins.containerbuild.image.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Remembers which files of a context contain no secrets, so that unchanged files are not read again. A file is
 * identified by a 64-bit hash of its path and {@link FileStat}. Not thread-safe.
 */
final class ScanMemory {
    /** Version of the scan; must change when the scan detects more than before. */
    private static final long VERSION = 0x63622d7363616e01L;

    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final CacheDirectory cache;
    private final String name;
    private final long[] known;
    private long[] used = new long[1024];
    private int count;
    private boolean learned;

    private ScanMemory(CacheDirectory cache, String name, long[] known) {
        this.cache = cache;
        this.name = name;
        this.known = known;
    }

    /** A memory that is empty and is not saved. */
    static ScanMemory none() {
        return new ScanMemory(null, "", new long[0]);
    }

    /** @param context identifies the context and the Dockerfile */
    static ScanMemory open(CacheDirectory cache, String context) {
        String name = Digest.of(context.getBytes(StandardCharsets.UTF_8)).hex();
        Optional<byte[]> bytes = cache.read(Shelf.SCANS, name);
        return new ScanMemory(cache, name, bytes.map(ScanMemory::parse).orElse(new long[0]));
    }

    /** Reads the sorted keys; returns no keys if they were saved by another version. */
    private static long[] parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < Long.BYTES || in.getLong() != VERSION) {
            return new long[0];
        }
        long[] keys = new long[in.remaining() / Long.BYTES];
        in.asLongBuffer().get(keys);
        return keys;
    }

    boolean isHarmless(DiskContent file) {
        long key = key(file);
        boolean found = Arrays.binarySearch(known, key) >= 0;
        if (found) {
            add(key);
        }
        return found;
    }

    /** Remembers the file, unless a later write might leave its {@link FileStat} unchanged. */
    void addHarmless(DiskContent file, long readAtNanos) {
        if (!file.stat().isRacy(readAtNanos)) {
            add(key(file));
            learned = true;
        }
    }

    private void add(long key) {
        if (count == used.length) {
            used = Arrays.copyOf(used, 2 * count);
        }
        used[count++] = key;
    }

    private static long key(DiskContent file) {
        FileStat stat = file.stat();
        long key = file.path().hashCode();
        for (long part : new long[] {stat.inode(), stat.size(), stat.mtimeNanos(), stat.ctimeNanos()}) {
            key = (key ^ part) * MIX;
            key ^= key >>> 32;
        }
        return key;
    }

    /** Saves the harmless files of this search for the next build. */
    void save() {
        if (learned && cache != null) {
            long[] keys = Arrays.copyOf(used, count);
            Arrays.sort(keys);
            ByteBuffer out = ByteBuffer.allocate(Long.BYTES * (count + 1)).putLong(VERSION);
            out.asLongBuffer().put(keys);
            cache.write(Shelf.SCANS, name, out.array());
        }
    }
}
