package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.GzipStream;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Stores the listings of a base image as an OCI artifact in the target repository, so that the next agent downloads
 * some kilobytes instead of the layers. The artifact's tag is derived from the layer digests and the listing format.
 * The content of a tag therefore never changes, which works with immutable tags, and each version of a base image has
 * its own tag. Forged listings are no additional risk: whoever can write to the target repository can also replace the
 * image.
 *
 * <p>Failures of this class do not fail the build: without the artifact, the layers are read.
 */
final class ListingArtifact {
    /** Tag prefix that is reserved for these artifacts. */
    static final String TAG_PREFIX = "cb-index-";

    static final String CONFIG_TYPE = "application/vnd.jenkins.container-build.base-index.v1+json";
    static final String LISTING_TYPE = "application/vnd.jenkins.container-build.layer-listing.v1+gzip";
    private static final String LAYER_ANNOTATION = "io.jenkins.container-build.layer";
    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.US_ASCII);

    /** Maximum size of a compressed listing in bytes. */
    private static final int MAX_COMPRESSED = 32 << 20;

    /** Maximum size of a decompressed listing in bytes. */
    private static final int MAX_LISTING = 256 << 20;

    private final List<Descriptor> layers;
    private final CacheDirectory cache;
    private final Progress progress;
    private final String tag;
    private boolean unreachable;

    ListingArtifact(BaseImage image, CacheDirectory cache, Progress progress) {
        this.layers = image.manifest().layers();
        this.cache = cache;
        this.progress = progress;
        // The format is part of the tag, because the content of a tag must never change.
        StringBuilder digests = new StringBuilder(Long.toHexString(LayerListing.MAGIC)).append('\n');
        layers.forEach(layer -> digests.append(layer.digest()).append('\n'));
        this.tag = TAG_PREFIX
                + Digest.of(digests.toString().getBytes(StandardCharsets.US_ASCII))
                        .hex()
                        .substring(0, 40);
    }

    String tag() {
        return tag;
    }

    /** Fetches the listings into the local cache, if the artifact exists. */
    void fetch(Repository repository) {
        try {
            Optional<FetchedManifest> found = repository.find(tag);
            if (found.isEmpty()) {
                return;
            }
            Manifest manifest = Manifest.parse(
                    found.get().descriptor().mediaType(), found.get().bytes());
            for (Descriptor listing : manifest.layers()) {
                take(repository, listing);
            }
            noteKept(repository);
        } catch (IOException | BuildException | IllegalArgumentException e) {
            unreachable = e instanceof BuildException;
            progress.note("the listing of the base in " + repository.fullName() + ":" + tag + " is not used: "
                    + e.getMessage());
        }
    }

    private void take(Repository repository, Descriptor listing) throws IOException {
        Digest layer = Digest.parse(listing.annotations().getOrDefault(LAYER_ANNOTATION, ""));
        boolean ours = layers.stream().anyMatch(each -> each.digest().equals(layer));
        if (!ours || !listing.mediaType().equals(LISTING_TYPE) || listing.size() > MAX_COMPRESSED) {
            throw new IllegalArgumentException("it is not a listing of this version");
        }
        byte[] bytes;
        try (InputStream blob = repository.blob(listing)) {
            byte[] compressed = blob.readAllBytes();
            bytes = new GzipStream(new ByteArrayInputStream(compressed), 1 << 16).readNBytes(MAX_LISTING + 1);
        }
        if (bytes.length > MAX_LISTING
                || !LayerListing.parse(bytes, layer).filter(LayerListing::check).isPresent()) {
            throw new IllegalArgumentException("the listing of layer " + layer.shortHex() + " is damaged");
        }
        cache.write(Shelf.LISTINGS, Listings.nameOf(layer, repository), bytes);
    }

    /**
     * Stores the listings unless the repository already contains them; a marker in the cache avoids further requests.
     */
    void keepIn(Repository repository) {
        if (unreachable || cache.read(Shelf.LISTINGS, marker(repository)).isPresent()) {
            return;
        }
        try {
            if (repository.head(tag).isEmpty()) {
                push(repository);
            }
            noteKept(repository);
        } catch (IOException | BuildException e) {
            progress.note(
                    "the listing of the base cannot be stored in " + repository.fullName() + ": " + e.getMessage());
        }
    }

    private void push(Repository repository) throws IOException {
        List<Descriptor> listings = new ArrayList<>();
        for (Descriptor layer : layers) {
            Optional<byte[]> listing = Listings.kept(cache, layer.digest(), Optional.of(repository));
            if (listing.isEmpty()) {
                return;
            }
            Descriptor plain = upload(repository, LISTING_TYPE, squeezed(listing.get()));
            Map<String, String> annotations =
                    Map.of(LAYER_ANNOTATION, layer.digest().toString());
            listings.add(new Descriptor(LISTING_TYPE, plain.digest(), plain.size(), annotations, null));
        }
        Descriptor config = upload(repository, CONFIG_TYPE, CONFIG);
        Manifest manifest = new Manifest(MediaTypes.OCI_MANIFEST, config, listings, Map.of());
        repository.putManifest(tag, manifest.mediaType(), manifest.toBytes());
    }

    private static Descriptor upload(Repository repository, String mediaType, byte[] bytes) {
        Descriptor blob = Descriptor.of(mediaType, bytes);
        repository.upload(blob, () -> new ByteArrayInputStream(bytes), moved -> {});
        return blob;
    }

    private static byte[] squeezed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void noteKept(Repository repository) {
        cache.write(Shelf.LISTINGS, marker(repository), new byte[0]);
    }

    private String marker(Repository repository) {
        String where = repository.fullName() + ":" + tag;
        return "kept-" + Digest.of(where.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
