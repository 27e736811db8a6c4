package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.FileStat;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.PathBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The key by which a layer is found again: all that decides its files, and how it is written. Times are no part of it, so that a fresh
 * checkout finds its layers. Only where a source date epoch asks for images that are the same byte for byte are times in the key, clamped
 * as they are in the layer; otherwise what an earlier build left in the cache would show in the result.
 */
final class LayerKey {
    /** To be raised when the same entries are written in another way. */
    private static final int FORMAT = 2;

    private final MessageDigest digest = Digest.sha256();
    private final Optional<Long> sourceDateEpoch;
    private ByteBuffer buffer = ByteBuffer.allocate(32 << 10);

    private LayerKey(Settings settings) {
        this.sourceDateEpoch = settings.sourceDateEpoch();
        number(FORMAT);
        text(settings.compression().name());
        number(sourceDateEpoch.isPresent() ? sourceDateEpoch.get() : -1);
    }

    /**
     * What decides how entries are written, besides themselves.
     *
     * @param budget how many layers there may be, where they are split; else 1
     */
    record Settings(Compression compression, int budget, Optional<Long> sourceDateEpoch) {}

    /** @param identities of the contents, by entry; null for entries without */
    static String of(List<LayerEntry> entries, Map<LayerEntry, String> identities, Settings settings) {
        LayerKey key = new LayerKey(settings);
        for (LayerEntry entry : entries) {
            key.add(entry);
            key.text(identities.getOrDefault(entry, ""));
        }
        return key.finish();
    }

    /** The key of a whole COPY, for which files on disk stand by their stat and are not read. */
    static String byStat(List<LayerEntry> entries, Settings settings) {
        LayerKey key = new LayerKey(settings);
        key.number(settings.budget());
        for (LayerEntry entry : entries) {
            key.add(entry);
            if (entry.content() instanceof DiskContent file) {
                key.number(file.path().hashCode());
                key.add(file.stat());
            } else if (entry.content() != null) {
                key.text(identity(entry));
            }
        }
        return key.finish();
    }

    private static String identity(LayerEntry entry) {
        try {
            return entry.content().identity();
        } catch (IOException e) {
            throw new InputException("cannot read the file for /" + entry.path() + ": " + e.getMessage(), e);
        }
    }

    private void add(LayerEntry entry) {
        bytes(PathBytes.encode(entry.path()));
        number(entry.kind().typeFlag);
        number(entry.mode());
        number(entry.uid());
        number(entry.gid());
        bytes(PathBytes.encode(entry.linkTarget()));
        number(entry.size());
        number(entry.device().major());
        number(entry.device().minor());
        number(entry.xattrs().size());
        if (!entry.xattrs().isEmpty()) {
            new TreeMap<>(entry.xattrs()).forEach((name, value) -> {
                text(name);
                bytes(value);
            });
        }
        if (sourceDateEpoch.isPresent()) {
            number(Math.min(sourceDateEpoch.get(), Math.floorDiv(entry.mtimeNanos(), 1_000_000_000L)));
        }
    }

    private void add(FileStat stat) {
        number(stat.inode());
        number(stat.mtimeNanos());
        number(stat.ctimeNanos());
    }

    private String finish() {
        drain();
        return Digest.of(digest).hex();
    }

    private void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) {
        number(bytes.length);
        room(bytes.length);
        buffer.put(bytes);
    }

    private void number(long value) {
        room(Long.BYTES);
        buffer.putLong(value);
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes) {
            drain();
            if (buffer.capacity() < bytes) {
                buffer = ByteBuffer.allocate(bytes);
            }
        }
    }

    private void drain() {
        digest.update(buffer.flip());
        buffer.clear();
    }
}
