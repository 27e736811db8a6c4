package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.ImageIndex;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.image.PlatformSearch;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import java.util.List;
import java.util.Map;

/**
 * An image that an engine or a builder has pushed, as stored in the registry.
 *
 * @param manifest descriptor of the manifest
 * @param config digest of the configuration
 * @param annotations annotations of the manifest
 */
public record PushedImage(
        Descriptor manifest,
        Digest config,
        List<Layer> layers,
        Map<String, String> annotations,
        List<StepResult> steps) {

    /**
     * Reads the pushed image from the registry.
     *
     * @param tagOrDigest identifies the manifest, or an index that contains a manifest for the plan's platform
     * @param steps the steps of the build; the result has these steps with the sizes of their layers
     * @throws ServiceException if the registry does not respond, or contains something else
     */
    public static PushedImage find(Repository repository, String tagOrDigest, BuildPlan plan, List<StepResult> steps) {
        FetchedManifest fetched = ofPlatform(repository, repository.manifest(tagOrDigest), plan);
        try {
            Manifest manifest = Manifest.parse(fetched.descriptor().mediaType(), fetched.bytes());
            ImageConfig config = ImageConfig.parse(repository.config(manifest.config()));
            int diffIds = config.diffIds().size();
            if (diffIds != manifest.layers().size()) {
                throw new IllegalArgumentException(
                        "it has " + manifest.layers().size() + " layers, and its configuration has " + diffIds);
            }
            TargetLayers target = new TargetLayers(plan);
            Layer.Place place = new Layer.InRepository(repository);
            List<Layer> layers = target.of(manifest.layers(), config.diffIds(), diffId -> place);
            return new PushedImage(
                    fetched.descriptor(),
                    manifest.config().digest(),
                    layers,
                    manifest.annotations(),
                    target.withBytes(steps, layers));
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    "what was pushed to " + repository.fullName() + " is no image: " + e.getMessage(), e);
        }
    }

    private static FetchedManifest ofPlatform(Repository repository, FetchedManifest fetched, BuildPlan plan) {
        if (!MediaTypes.isIndex(fetched.descriptor().mediaType())) {
            return fetched;
        }
        PlatformSearch.Contents contents = new PlatformSearch.Contents() {
            @Override
            public byte[] manifest(Descriptor descriptor) {
                return repository.manifest(descriptor.digest().toString()).bytes();
            }

            @Override
            public byte[] config(Descriptor descriptor) {
                return repository.config(descriptor);
            }
        };
        return new PlatformSearch(contents, plan.platform())
                .in(ImageIndex.parse(fetched.bytes()))
                .map(one -> repository.manifest(one.digest().toString()))
                .orElseThrow(() -> new ServiceException(
                        "what was pushed to " + repository.fullName() + " has no image for " + plan.platform()));
    }
}
