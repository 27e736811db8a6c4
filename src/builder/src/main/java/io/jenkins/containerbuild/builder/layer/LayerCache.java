package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.reuse.PushedLayers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** Layers of earlier builds by {@link LayerKey}. */
final class LayerCache {
    private final CacheDirectory cache;

    LayerCache(CacheDirectory cache) {
        this.cache = cache;
    }

    /**
     * Finds a layer that is in the cache and undamaged. The digest of the file is computed only if the file is not
     * sealed; a damaged file is removed.
     */
    Optional<MadeLayer> find(String key) {
        Optional<byte[]> record = cache.read(Shelf.LAYERS, key);
        Optional<LayerRecord> found = record.isPresent() ? LayerRecord.parse(record.get()) : Optional.empty();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        LayerRecord layer = found.get();
        String name = CacheDirectory.blobName(layer.descriptor().digest());
        try {
            Optional<Path> sealed = cache.findSealed(Shelf.BLOBS, name);
            if (sealed.isPresent()
                    && Files.size(sealed.get()) == layer.descriptor().size()) {
                return Optional.of(made(key, layer, sealed.get(), Outcome.CACHED));
            }
            Optional<Path> blob = cache.find(Shelf.BLOBS, name);
            if (blob.isPresent() && holds(blob.get(), layer.descriptor().digest())) {
                cache.seal(blob.get());
                return Optional.of(made(key, layer, blob.get(), Outcome.CACHED));
            }
            cache.remove(Shelf.BLOBS, name);
        } catch (IOException evictedAtThisMoment) {
            // The layer was removed in the meantime; the build makes it again.
        }
        return Optional.empty();
    }

    private static boolean holds(Path blob, Digest digest) throws IOException {
        MessageDigest actual = digest.newMessageDigest();
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = Files.newInputStream(blob)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                actual.update(buffer, 0, count);
            }
        }
        return Digest.of(actual).equals(digest);
    }

    /** Records a layer whose blob is already in the cache. */
    MadeLayer keep(String key, LayerWriter.Written written, long createdMillis, long files) {
        LayerRecord layer = new LayerRecord(written.descriptor(), written.diffId(), createdMillis, files);
        cache.write(Shelf.LAYERS, key, layer.toBytes());
        return made(key, layer, written.file(), Outcome.MADE);
    }

    private static MadeLayer made(String key, LayerRecord layer, Path blob, Outcome outcome) {
        Descriptor descriptor = PushedLayers.withKey(layer.descriptor(), key);
        return new MadeLayer(
                new Layer(descriptor, layer.diffId(), new Layer.InFile(blob)), outcome, layer.created(), layer.files());
    }
}
