package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.FileStat;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cache key of a layer: a digest of everything that determines the files in the layer and how they are written.
 * File times are not part of the key, so that a build from a fresh checkout finds the layers of earlier builds. Builds
 * with a source date epoch are the exception, because they must be identical byte for byte: the key then contains the
 * times, clamped as in the layer; otherwise, the result would depend on what earlier builds left in the cache.
 */
final class LayerKey {
    /** Version of the layer format; must be incremented when a code change writes the same entries differently. */
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
     * Settings that determine how entries are written.
     *
     * @param budget maximum number of layers if the entries are split; otherwise 1
     */
    record Settings(Compression compression, int budget, Optional<Long> sourceDateEpoch) {}

    /** @param identities maps each entry that has content to the identity of the content */
    static String of(List<FileNode> entries, Map<FileNode, String> identities, Settings settings) {
        LayerKey key = new LayerKey(settings);
        for (FileNode entry : entries) {
            key.add(entry);
            key.text(identities.getOrDefault(entry, ""));
        }
        return key.finish();
    }

    /** Returns the key of a whole COPY. Files on disk are identified by their stat data and are not read. */
    static String byStat(List<FileNode> entries, Settings settings) {
        LayerKey key = new LayerKey(settings);
        key.number(settings.budget());
        for (FileNode entry : entries) {
            key.add(entry);
            if (entry.source() instanceof DiskContent file) {
                key.number(file.path().hashCode());
                key.add(file.stat());
            } else if (entry.content() != null) {
                key.text(identity(entry));
            }
        }
        return key.finish();
    }

    private static String identity(FileNode entry) {
        try {
            return entry.content().identity();
        } catch (IOException e) {
            throw new InputException("cannot read the file for /" + entry.path() + ": " + e.getMessage(), e);
        }
    }

    private void add(FileNode entry) {
        bytes(PathBytes.encode(entry.path()));
        number(entry.kind().typeFlag());
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
