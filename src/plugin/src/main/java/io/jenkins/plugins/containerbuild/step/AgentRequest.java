package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.BuildRequestBuilder;
import io.jenkins.containerbuild.BuilderChoice;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.BuildOptions.LayerSplit;
import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.publish.Output;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request as it is sent to the agent: a {@link BuildRequest} with paths as text.
 *
 * @param temporary path of the agent's directory for temporary files
 * @param masks secrets to hide in logs and messages
 */
record AgentRequest(
        Source source, Image image, Origin origin, AgentAccess access, Store store, String temporary, SecretMasks masks)
        implements Serializable {
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    /**
     * What to build from the workspace, and how.
     *
     * @param context path of the build context, relative to the workspace
     * @param dockerfile path of the Dockerfile, relative to the context; "" for the context's default Dockerfile
     * @param buildContexts named contexts that replace names in the Dockerfile by base images of the catalogue
     * @param platform target platform; "" for the agent's platform
     */
    record Source(
            String context,
            String dockerfile,
            String target,
            Map<String, String> buildArgs,
            List<NamedContext.Image> buildContexts,
            String platform,
            BuilderChoice builder,
            Baseline baseline)
            implements Serializable {}

    /**
     * The image to build and its destinations.
     *
     * @param secrets secret values by secret id
     */
    record Image(
            List<ImageReference> names,
            Map<String, String> labels,
            Set<Destination> destinations,
            Reuse reuse,
            List<String> cacheFrom,
            List<String> cacheTo,
            Duration maxAge,
            Map<String, byte[]> secrets)
            implements Serializable {
        /** Placeholder for a plan, which builds no image. */
        static final Image NONE =
                new Image(List.of(), Map.of(), Set.of(), Reuse.CACHE, List.of(), List.of(), Duration.ZERO, Map.of());

        /** Omits the secret values, which a record's default implementation would print. */
        @Override
        public String toString() {
            return "Image[names=" + names + "]";
        }
    }

    /** Destination of the image. */
    enum Destination {
        REGISTRY,
        /** The agent's engine. */
        ENGINE
    }

    /** Whether the build may reuse layers of earlier builds. */
    enum Reuse {
        CACHE,
        NOTHING
    }

    /**
     * The cache of an agent.
     *
     * @param directory path on the agent
     * @param limit maximum size in bytes
     */
    record Store(String directory, long limit) implements Serializable {}

    /**
     * Converts this to the library's request for a workspace on this machine.
     *
     * @param secret private directory for the key and configuration files that clients read
     */
    BuildRequest toBuildRequest(Path workspace, Path secret) {
        Path folder = workspace.resolve(source.context()).normalize();
        Path dockerfile = source.dockerfile().isEmpty()
                ? null
                : folder.resolve(source.dockerfile()).normalize();
        if (access.trust() == Trust.NONE) {
            new UntrustedSource(workspace, folder, BuildRequest.dockerfileOf(folder, dockerfile)).check();
        }
        return BuildRequestBuilder.of(folder)
                .dockerfile(dockerfile)
                .target(source.target())
                .buildArgs(source.buildArgs())
                .contexts(source.buildContexts())
                .secrets(secretSources())
                .platform(platform())
                .tags(image.names())
                .labels(image.labels())
                .origin(origin.annotations(folder, workspace))
                .sourceDateEpoch(epoch())
                .outputs(outputs())
                .builder(source.builder())
                .options(new BuildOptions(image.reuse() == Reuse.CACHE, Compression.GZIP, LayerSplit.AUTO, caches()))
                .maxAge(image.maxAge())
                .registry(access.options(secret))
                .cacheDirectory(Path.of(store.directory()))
                .cacheLimit(store.limit())
                .baseline(source.baseline())
                .build();
    }

    private LayerCaches caches() {
        return new LayerCaches(
                LayerCacheParameters.sources(image.cacheFrom()), LayerCacheParameters.targets(image.cacheTo()));
    }

    private List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        if (image.destinations().contains(Destination.REGISTRY)) {
            outputs.add(new Output.Registry(List.of()));
        }
        if (image.destinations().contains(Destination.ENGINE)) {
            outputs.add(new Output.Engine(List.of()));
        }
        return outputs;
    }

    private Map<String, SecretSource> secretSources() {
        Map<String, SecretSource> sources = new LinkedHashMap<>();
        image.secrets().forEach((id, value) -> sources.put(id, new SecretSource.Given(value)));
        return sources;
    }

    private Platform platform() {
        try {
            return source.platform().isEmpty() ? Platform.ofThisMachine() : Platform.parse(source.platform());
        } catch (IllegalArgumentException e) {
            throw new InputException("platform: " + e.getMessage(), e);
        }
    }

    private Optional<Long> epoch() {
        String seconds = source.buildArgs().getOrDefault(EPOCH, "");
        try {
            return seconds.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(seconds));
        } catch (NumberFormatException e) {
            throw new InputException(
                    "buildArgs: " + EPOCH + " must be a number of seconds (was \"" + seconds + "\")", e);
        }
    }

    /** Omits build arguments, secrets and credentials. */
    @Override
    public String toString() {
        return "AgentRequest[context=" + source.context() + ", names=" + image.names() + "]";
    }
}
