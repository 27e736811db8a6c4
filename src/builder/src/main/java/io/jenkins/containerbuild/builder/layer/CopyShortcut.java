package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.file.FileNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Caches the layer keys of a COPY of many files under a key computed from the files' stat data. If no file has changed,
 * the layers are found without computing digests, splitting or computing layer keys, which is most of the work of an
 * unchanged build of 5,000 files. The cache is as reliable as {@link io.jenkins.containerbuild.reuse.FileDigests}:
 * nothing is cached if a file was modified just before it was read.
 */
final class CopyShortcut {
    /** With fewer entries, looking up the layers is faster than remembering them. */
    private static final int WORTH_IT = 256;

    private final CacheDirectory cache;
    private final List<FileNode> entries;
    private final String name;
    private final long startedNanos = System.currentTimeMillis() * 1_000_000L;

    private CopyShortcut(CacheDirectory cache, List<FileNode> entries, String name) {
        this.cache = cache;
        this.entries = entries;
        this.name = name;
    }

    /** Returns the shortcut for these entries; empty if there are too few entries. */
    static Optional<CopyShortcut> of(CacheDirectory cache, List<FileNode> entries, LayerKey.Settings settings) {
        return entries.size() < WORTH_IT
                ? Optional.empty()
                : Optional.of(new CopyShortcut(cache, entries, "stat-" + LayerKey.byStat(entries, settings)));
    }

    /** Returns the keys of the layers; empty if a file has changed or the record is damaged. */
    List<String> keys() {
        Optional<byte[]> bytes = cache.read(Shelf.LAYERS, name);
        if (bytes.isEmpty()) {
            return List.of();
        }
        String text = new String(bytes.get(), StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1;
        if (!text.substring(end).equals(checksum(text.substring(0, end)))) {
            return List.of();
        }
        return List.of(text.substring(0, Math.max(0, end - 1)).split("\n"));
    }

    void remember(List<String> keys) {
        for (FileNode entry : entries) {
            if (entry.source() instanceof DiskContent file && file.stat().isRacy(startedNanos)) {
                return;
            }
        }
        StringBuilder text = new StringBuilder();
        for (String key : keys) {
            text.append(key).append('\n');
        }
        text.append(checksum(text.toString()));
        cache.write(Shelf.LAYERS, name, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return Long.toHexString(crc.getValue());
    }
}
