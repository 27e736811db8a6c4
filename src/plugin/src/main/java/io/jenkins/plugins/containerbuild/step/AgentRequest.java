package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.BuildRequest.BuilderChoice;
import io.jenkins.containerbuild.build.BuildOptions;
import io.jenkins.containerbuild.build.BuildOptions.Compression;
import io.jenkins.containerbuild.build.BuildOptions.LayerSplit;
import io.jenkins.containerbuild.build.docker.SecretSource;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What crosses to the agent: a {@link BuildRequest} whose paths are still text and whose registries' credentials are those that Jenkins
 * has for them.
 *
 * @param context relative to the workspace
 * @param dockerfile relative to the context; "" for its Dockerfile
 * @param buildContexts names of the step for entries of the catalogue
 * @param platform "" for that of the agent
 * @param secrets values by id
 * @param credentials by registry or by a longer name in one
 * @param environment what the step's environment adds to that of the agent
 * @param cacheDirectory on the agent
 */
record AgentRequest(
        String context,
        String dockerfile,
        String target,
        Map<String, String> buildArgs,
        Map<String, String> buildContexts,
        String platform,
        List<ImageReference> names,
        Map<String, String> labels,
        Set<Destination> destinations,
        BuilderChoice builder,
        Reuse reuse,
        Duration maxAge,
        Map<String, String> secrets,
        Baseline baseline,
        Map<String, Credential> credentials,
        Map<String, String> environment,
        String cacheDirectory)
        implements Serializable {
    /** Shorter parts of a secret would hide half the log. */
    private static final int SHORTEST_MASKED = 3;

    private static final String EPOCH = "SOURCE_DATE_EPOCH";

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

    /** The library's request, for a workspace on this machine. */
    BuildRequest in(Path workspace) {
        Path folder = workspace.resolve(context).normalize();
        return new BuildRequest(
                folder,
                dockerfile.isEmpty() ? null : folder.resolve(dockerfile).normalize(),
                target,
                buildArgs,
                buildContexts,
                parsedPlatform(),
                names,
                labels,
                Map.of(),
                outputs(),
                secretSources(),
                builder,
                new BuildOptions(reuse == Reuse.CACHE, Compression.GZIP, LayerSplit.AUTO),
                maxAge,
                epoch(),
                registry(),
                Path.of(cacheDirectory),
                io.jenkins.containerbuild.cache.CacheDirectory.DEFAULT_LIMIT,
                baseline);
    }

    private List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        if (destinations.contains(Destination.REGISTRY)) {
            outputs.add(new Output.Registry(List.of()));
        }
        if (destinations.contains(Destination.ENGINE)) {
            outputs.add(new Output.Engine(List.of()));
        }
        return outputs;
    }

    private Map<String, SecretSource> secretSources() {
        Map<String, SecretSource> sources = new LinkedHashMap<>();
        secrets.forEach((id, value) -> sources.put(id, new SecretSource.InVariable(id, Map.of(id, value))));
        return sources;
    }

    private Platform parsedPlatform() {
        try {
            return platform.isEmpty() ? Platform.ofThisMachine() : Platform.parse(platform);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private Optional<Long> epoch() {
        String seconds = buildArgs.getOrDefault(EPOCH, "");
        try {
            return seconds.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(seconds));
        } catch (NumberFormatException e) {
            throw new InputException(EPOCH + "=" + seconds + " is no number of seconds", e);
        }
    }

    private RegistryOptions registry() {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(environment);
        RegistryOptions options = RegistryOptions.defaults().withEnvironment(all);
        for (Map.Entry<String, Credential> entry : credentials.entrySet()) {
            options = options.withCredential(entry.getKey(), entry.getValue());
        }
        return options;
    }

    /** The line without the values of secrets, which a command may print. */
    String masked(String line) {
        String masked = line;
        for (String secret : secrets.values()) {
            for (String part : secret.split("\\R")) {
                masked = part.length() < SHORTEST_MASKED ? masked : masked.replace(part, "****");
            }
        }
        return masked;
    }

    /** Shows no build argument, no secret and no credential. */
    @Override
    public String toString() {
        return "AgentRequest[context=" + context + ", names=" + names + "]";
    }
}
