package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.BuildRequest.BuilderChoice;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.BuildOptions.LayerSplit;
import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.builder.docker.SecretSource;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
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
 * What crosses to the agent: a {@link BuildRequest} whose paths are still text.
 *
 * @param temporary directory of the agent for what must not stay
 * @param masks what no log may show
 */
record AgentRequest(
        Source source, Image image, Origin origin, AgentAccess access, Store store, String temporary, Masks masks)
        implements Serializable {
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    /**
     * What there is to build.
     *
     * @param context relative to the workspace
     * @param dockerfile relative to the context; "" for its Dockerfile
     * @param buildContexts names of the step for entries of the catalogue
     * @param platform "" for that of the agent
     */
    record Source(
            String context,
            String dockerfile,
            String target,
            Map<String, String> buildArgs,
            Map<String, String> buildContexts,
            String platform,
            BuilderChoice builder,
            Baseline baseline)
            implements Serializable {}

    /**
     * What becomes of it.
     *
     * @param secrets values by id
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
        /** For a plan, from which no image comes. */
        static final Image NONE =
                new Image(List.of(), Map.of(), Set.of(), Reuse.CACHE, List.of(), List.of(), Duration.ZERO, Map.of());

        /** A record would show the values of secrets. */
        @Override
        public String toString() {
            return "Image[names=" + names + "]";
        }
    }

    /** Where the image goes. */
    enum Destination {
        REGISTRY,
        /** The agent's engine. */
        ENGINE
    }

    /** Whether layers of earlier builds may be taken. */
    enum Reuse {
        CACHE,
        NOTHING
    }

    /**
     * What an agent keeps between builds.
     *
     * @param directory on the agent
     * @param limit bytes
     */
    record Store(String directory, long limit) implements Serializable {}

    /**
     * The library's request, for a workspace on this machine.
     *
     * @param secret directory that nobody else may read, for keys that have to be files
     */
    BuildRequest in(Path workspace, Path secret) {
        Path folder = workspace.resolve(source.context()).normalize();
        Path dockerfile = source.dockerfile().isEmpty()
                ? null
                : folder.resolve(source.dockerfile()).normalize();
        if (access.trust() == Trust.NONE) {
            new UntrustedSource(workspace, folder, BuildRequest.dockerfileOf(folder, dockerfile)).check();
        }
        return new BuildRequest(
                folder,
                dockerfile,
                source.target(),
                source.buildArgs(),
                source.buildContexts(),
                platform(),
                image.names(),
                image.labels(),
                Map.of(),
                origin.of(folder, workspace),
                outputs(),
                secretSources(),
                source.builder(),
                new BuildOptions(image.reuse() == Reuse.CACHE, Compression.GZIP, LayerSplit.AUTO, caches()),
                image.maxAge(),
                epoch(),
                access.options(secret),
                Path.of(store.directory()),
                store.limit(),
                source.baseline());
    }

    private LayerCaches caches() {
        return new LayerCaches(
                LayerCachesOfSteps.sources(image.cacheFrom()), LayerCachesOfSteps.targets(image.cacheTo()));
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
            throw new InputException("buildArgs: " + EPOCH + "=" + seconds + " is no number of seconds", e);
        }
    }

    /** Shows no build argument, no secret and no credential. */
    @Override
    public String toString() {
        return "AgentRequest[context=" + source.context() + ", names=" + image.names() + "]";
    }
}
