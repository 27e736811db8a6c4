package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The images to which the tags of a push pointed before the push. The constructor sends a HEAD request for each tag;
 * manifests are read only if needed.
 */
final class StandingImages {
    private final Repository repository;
    private final CacheDirectory cache;
    private final Map<ImageReference, Future<Optional<Descriptor>>> heads = new LinkedHashMap<>();
    /** The images, or null if not read yet. */
    private List<Manifest> images;
    /** The blobs of the images, or null if not read yet. */
    private Set<Digest> blobs;

    StandingImages(Repository repository, List<ImageReference> names, CacheDirectory cache, ExecutorService pool) {
        this.repository = repository;
        this.cache = cache;
        for (ImageReference name : names) {
            heads.put(name, pool.submit(() -> repository.head(name.tag())));
        }
    }

    Set<ImageReference> names() {
        return heads.keySet();
    }

    /** Whether any name points to an image. */
    boolean exist() {
        return heads.values().stream().anyMatch(head -> Waiting.on(head).isPresent());
    }

    /** The names that do not point to this image. */
    List<ImageReference> missing(Digest image) {
        List<ImageReference> missing = new ArrayList<>();
        heads.forEach((name, head) -> {
            if (!Waiting.on(head).map(Descriptor::digest).equals(Optional.of(image))) {
                missing.add(name);
            }
        });
        return missing;
    }

    /** The blobs of these images. The repository should have them, but may have lost some. */
    synchronized Set<Digest> blobs() {
        if (blobs == null) {
            blobs = new HashSet<>();
            images().forEach(image -> blobs.addAll(blobs(image)));
        }
        return blobs;
    }

    /** Configuration and layers of an image. */
    static Set<Digest> blobs(Manifest image) {
        Set<Digest> blobs = new LinkedHashSet<>();
        blobs.add(image.config().digest());
        image.layers().forEach(layer -> blobs.add(layer.digest()));
        return blobs;
    }

    /** The images without duplicates and without image indexes. The first call reads them. */
    synchronized List<Manifest> images() {
        if (images == null) {
            Map<Digest, Descriptor> found = new LinkedHashMap<>();
            for (Future<Optional<Descriptor>> head : heads.values()) {
                Waiting.on(head)
                        .filter(image -> MediaTypes.isManifest(image.mediaType()))
                        .ifPresent(image -> found.put(image.digest(), image));
            }
            images = found.values().stream()
                    .flatMap(image -> manifest(image).flatMap(StandingImages::parse).stream())
                    .toList();
        }
        return images;
    }

    /**
     * Reads a manifest from the cache, which contains manifests of earlier pushes from this machine, or from the
     * registry.
     */
    private Optional<byte[]> manifest(Descriptor image) {
        Optional<byte[]> cached = cache.readBlob(image.digest());
        return cached.isPresent()
                ? cached
                : repository.find(image.digest().toString()).map(FetchedManifest::bytes);
    }

    /** Parses a manifest; an invalid one is ignored, because it is about to be replaced. */
    private static Optional<Manifest> parse(byte[] manifest) {
        try {
            return Optional.of(Manifest.parse(MediaTypes.OCI_MANIFEST, manifest));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Throws the exception of a finished request that failed; does nothing if no request has failed. */
    void checkFailure() {
        heads.values().stream().filter(Future::isDone).forEach(Waiting::on);
    }
}
