package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import java.util.Optional;

/**
 * An image in a registry. Manifests and configurations are cached by digest: resolving an unchanged tag takes one HEAD
 * request, and resolving a cached digest takes none.
 */
final class RegistryStore implements ImageStore {
    private final Repository repository;
    private final ImageReference reference;
    private final CacheDirectory cache;
    private final BlobSource layers;

    RegistryStore(Repository repository, ImageReference reference, CacheDirectory cache, BlobSource layers) {
        this.repository = repository;
        this.reference = reference;
        this.cache = cache;
        this.layers = layers;
    }

    @Override
    public Optional<Descriptor> find() {
        if (reference.hasDigest()) {
            Optional<Descriptor> known = cache.readBlob(reference.digest()).flatMap(this::described);
            if (known.isPresent()) {
                return known;
            }
        }
        return repository.head(reference.tagOrDigest());
    }

    /**
     * The descriptor of a cached manifest; empty if the content is not a manifest. The media type is optional in OCI;
     * if it is missing, it is derived from the manifest's members.
     */
    private Optional<Descriptor> described(byte[] bytes) {
        try {
            String own = MediaTypes.of(JsonObject.parse(bytes));
            String type = own.isEmpty() ? MediaTypes.OCI_MANIFEST : own;
            return Optional.of(new Descriptor(type, reference.digest(), bytes.length));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] manifest(Descriptor descriptor) {
        return cache.readBlob(descriptor.digest()).orElseGet(() -> {
            FetchedManifest fetched = repository.manifest(descriptor.digest().toString());
            cache.writeBlob(descriptor.digest(), fetched.bytes());
            return fetched.bytes();
        });
    }

    @Override
    public byte[] config(Descriptor descriptor) {
        return cache.readBlob(descriptor.digest()).orElseGet(() -> {
            byte[] bytes = repository.config(descriptor);
            cache.writeBlob(descriptor.digest(), bytes);
            return bytes;
        });
    }

    @Override
    public BlobSource layers() {
        return layers;
    }

    @Override
    public ImageReference pinned(Digest digest) {
        return reference.withDigest(digest);
    }
}
