package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.build.BuildOptions.Compression;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.PathBytes;
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
    private static final int FORMAT = 1;

    private final MessageDigest digest = Digest.sha256();
    private final Optional<Long> sourceDateEpoch;
    private ByteBuffer buffer = ByteBuffer.allocate(32 << 10);

    private LayerKey(Optional<Long> sourceDateEpoch) {
        this.sourceDateEpoch = sourceDateEpoch;
    }

    /** @param identities of the contents, by entry; null for entries without */
    static String of(
            List<LayerEntry> entries,
            Map<LayerEntry, String> identities,
            Compression compression,
            Optional<Long> sourceDateEpoch) {
        LayerKey key = new LayerKey(sourceDateEpoch);
        key.number(FORMAT);
        key.text(compression.name());
        key.number(sourceDateEpoch.orElse(-1L));
        for (LayerEntry entry : entries) {
            key.add(entry, identities.getOrDefault(entry, ""));
        }
        key.drain();
        return Digest.of(key.digest).hex();
    }

    private void add(LayerEntry entry, String identity) {
        bytes(PathBytes.encode(entry.path()));
        number(entry.kind().typeFlag);
        number(entry.mode());
        number(entry.uid());
        number(entry.gid());
        bytes(PathBytes.encode(entry.linkTarget()));
        number(entry.size());
        text(identity);
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
