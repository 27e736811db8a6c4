package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the listings of a base image's layers: in the local cache, otherwise in the target repository, otherwise by
 * reading the layers and storing the listings in both places. A listing cannot be verified without reading its layer. A
 * listing from a repository is therefore trusted only for images of that repository, even in a shared cache.
 */
final class Listings {
    /**
     * Maximum total size of an image's listings in bytes, because all are in memory; those of a distribution need 30
     * MB.
     */
    private static final long MOST_BYTES = 512L << 20;

    private final BaseImage image;
    private final CacheDirectory cache;
    private final Optional<Repository> target;
    private final Optional<Repository> keepIn;
    private final Progress progress;

    /**
     * Listings of one base image.
     *
     * @param target repository whose listings are trusted
     * @param keepIn repository in which listings are stored immediately
     */
    Listings(
            BaseImage image,
            CacheDirectory cache,
            Optional<Repository> target,
            Optional<Repository> keepIn,
            Progress progress) {
        this.image = image;
        this.cache = cache;
        this.target = target;
        this.keepIn = keepIn;
        this.progress = progress;
    }

    /** One listing per layer of the base, in the manifest's order. */
    List<LayerListing> load() {
        List<LayerListing> found = cached();
        ListingArtifact artifact = new ListingArtifact(image, cache, progress);
        if (found.contains(null) && target.isPresent()) {
            artifact.fetch(target.get());
            found = cached();
        }
        long bytes = 0;
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i) == null) {
                found.set(i, read(image.manifest().layers().get(i)));
            }
            bytes += found.get(i).bytes();
            if (bytes > MOST_BYTES) {
                throw new InputException("the base " + image.requested() + " has too many files: their listing needs "
                        + "more than " + MOST_BYTES + " bytes; use a smaller base");
            }
        }
        keepIn.ifPresent(artifact::keepIn);
        return found;
    }

    /** Stores the loaded listings in the repository of an image, for other machines. */
    void keepIn(Repository repository) {
        new ListingArtifact(image, cache, progress).keepIn(repository);
    }

    private List<LayerListing> cached() {
        List<LayerListing> result = new ArrayList<>();
        for (Descriptor layer : image.manifest().layers()) {
            result.add(kept(cache, layer.digest(), target)
                    .flatMap(bytes -> LayerListing.parse(bytes, layer.digest()))
                    .orElse(null));
        }
        return result;
    }

    /**
     * The cached listing that was created locally, otherwise the cached listing that was fetched from the repository.
     */
    static Optional<byte[]> kept(CacheDirectory cache, Digest layer, Optional<Repository> repository) {
        return cache.read(Shelf.LISTINGS, CacheDirectory.blobName(layer))
                .or(() -> repository.flatMap(from -> cache.read(Shelf.LISTINGS, nameOf(layer, from))));
    }

    /** The name in the cache for a listing that was fetched from a repository. */
    static String nameOf(Digest layer, Repository repository) {
        return CacheDirectory.blobName(layer) + "-"
                + Digest.of(repository.fullName().getBytes(StandardCharsets.UTF_8))
                        .hex();
    }

    private LayerListing read(Descriptor layer) {
        byte[] bytes;
        try (LayerStream tar = LayerStream.of(image.layers().open(layer), layer)) {
            bytes = ListingBuilder.list(layer.digest(), tar);
            tar.finish();
        } catch (IOException | LimitException e) {
            throw failure(image, layer, e);
        }
        cache.write(Shelf.LISTINGS, CacheDirectory.blobName(layer.digest()), bytes);
        return LayerListing.parse(bytes, layer.digest()).orElseThrow();
    }

    /**
     * Classifies a failure: an invalid layer is an error of the base image, a failed transfer is an error of the
     * registry.
     */
    static RuntimeException failure(BaseImage image, Descriptor layer, Exception e) {
        String what =
                "layer " + layer.digest() + " of the base " + image.requested() + " cannot be read: " + e.getMessage();
        return e instanceof java.io.InterruptedIOException || e instanceof java.net.SocketException
                ? new ServiceException(what + "; try again, or check the base's registry", e)
                : new InputException(what + "; use another version of the base", e);
    }
}
