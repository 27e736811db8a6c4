package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.ImageIndex;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.image.PlatformSearch;
import io.jenkins.containerbuild.measure.Progress;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the image for one platform in a manifest or index. Everything is checked before it is used.
 *
 * @param name name in the Dockerfile
 */
record ImageReader(ImageStore store, String name, Progress progress) implements PlatformSearch.Contents {
    private static final Set<String> CONFIGS = Set.of(MediaTypes.OCI_CONFIG, MediaTypes.DOCKER_CONFIG);
    private static final Set<String> LAYERS = Set.of(
            MediaTypes.OCI_LAYER,
            MediaTypes.OCI_LAYER_GZIP,
            MediaTypes.OCI_LAYER_ZSTD,
            MediaTypes.DOCKER_LAYER,
            MediaTypes.DOCKER_LAYER_GZIP);
    private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1";

    private static final long LARGEST_LAYER = 1L << 40;

    BaseImage read(Descriptor pinned, Platform platform) {
        try {
            Descriptor descriptor = typed(pinned);
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                PlatformSearch search = new PlatformSearch(this, platform);
                descriptor =
                        search.in(ImageIndex.parse(manifest(descriptor))).orElseThrow(() -> lacks(search, platform));
            }
            checkKind(descriptor.mediaType());
            Manifest manifest = Manifest.parse(descriptor.mediaType(), manifest(descriptor));
            checkBlobs(manifest);
            ImageConfig config = ImageConfig.parse(store.config(manifest.config()));
            checkConfig(manifest, config, platform);
            return new BaseImage(name, store.pinned(pinned.digest()), descriptor, manifest, config, store.layers());
        } catch (IllegalArgumentException e) {
            throw damaged(e.getMessage());
        }
    }

    /**
     * Returns the descriptor with the media type that the manifest itself states, because registry headers and layout
     * entries may be wrong.
     */
    private Descriptor typed(Descriptor pinned) {
        String own = MediaTypes.of(JsonObject.parse(manifest(pinned)));
        return own.isEmpty() ? pinned : pinned.withMediaType(own);
    }

    @Override
    public byte[] manifest(Descriptor descriptor) {
        return store.manifest(descriptor);
    }

    @Override
    public byte[] config(Descriptor descriptor) {
        return store.config(descriptor);
    }

    private InputException lacks(PlatformSearch search, Platform platform) {
        String present = search.present().stream()
                .filter(one -> !one.os().equals("unknown"))
                .map(Platform::toString)
                .collect(Collectors.joining(", "));
        return new InputException("the image " + name + " is not available for " + platform + " (its index lists "
                + (present.isEmpty() ? "no platforms" : present) + ")");
    }

    private void checkKind(String mediaType) {
        if (mediaType.startsWith(SCHEMA_1)) {
            throw new InputException("the image " + name
                    + " is stored in Docker's schema 1, which is no longer supported;"
                    + " pull it with an old docker and push it with a new one");
        }
        if (!MediaTypes.isManifest(mediaType)) {
            throw new InputException("the image " + name + " is of the type \"" + mediaType
                    + "\"; use an OCI image or one of Docker's schema 2");
        }
    }

    private void checkBlobs(Manifest manifest) {
        if (!CONFIGS.contains(manifest.config().mediaType())) {
            throw new InputException("the image " + name + " is not a container image but an artifact of the type \""
                    + manifest.config().mediaType() + "\"");
        }
        if (manifest.config().size() > ImageConfig.LARGEST) {
            throw damaged(
                    "its configuration has " + manifest.config().size() + " bytes, more than " + ImageConfig.LARGEST);
        }
        for (Descriptor layer : manifest.layers()) {
            if (!LAYERS.contains(layer.mediaType())) {
                throw new InputException("the image " + name + " has a layer of the type \"" + layer.mediaType()
                        + "\"; use layers of the types tar, tar+gzip or tar+zstd");
            }
            if (layer.size() > LARGEST_LAYER) {
                throw damaged("its layer " + layer.digest() + " has " + layer.size() + " bytes");
            }
        }
    }

    private void checkConfig(Manifest manifest, ImageConfig config, Platform platform) {
        int layers = manifest.layers().size();
        int diffIds = config.diffIds().size();
        if (layers != diffIds) {
            throw damaged("it has " + layers + " layers, and its configuration has " + diffIds);
        }
        Platform actual = config.platform();
        if (!actual.os().equals(platform.os()) || !actual.architecture().equals(platform.architecture())) {
            progress.warning("the image " + name + " is for " + actual + ", but this build is for " + platform);
        }
    }

    private ServiceException damaged(String found) {
        return new ServiceException("the image " + name + " is damaged: " + found + "; push it again");
    }
}
