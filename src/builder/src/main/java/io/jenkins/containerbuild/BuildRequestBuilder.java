package io.jenkins.containerbuild;

import io.jenkins.containerbuild.advice.FindingRule;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.CacheLocation;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a {@link BuildRequest}. By default, the request builds the last stage of the Dockerfile in the context for the
 * platform of this machine, has no outputs, uses the user's cache directory, and reuses images made with RUN
 * instructions for 24 h.
 */
public final class BuildRequestBuilder {
    private final Path context;
    private Path dockerfile;
    private String target = "";
    private Map<String, String> buildArgs = Map.of();
    private List<NamedContext> contexts = List.of();
    private Map<String, SecretSource> secrets = Map.of();
    private Platform platform = Platform.ofThisMachine();
    private List<ImageReference> tags = List.of();
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private Map<String, String> origin = Map.of();
    private Optional<Long> sourceDateEpoch = Optional.empty();
    private List<Output> outputs = List.of();
    private BuilderChoice builder = BuilderChoice.AUTO;
    private BuildOptions options = BuildOptions.DEFAULTS;
    private RegistryOptions registry = RegistryOptions.defaults();
    private Baseline baseline = Baseline.NONE;
    private Set<FindingRule> ignoredFindings = Set.of();
    private Path cacheDirectory;
    private long cacheLimit = CacheDirectory.DEFAULT_LIMIT;
    private Duration maxAge = Duration.ofHours(24);

    private BuildRequestBuilder(Path context) {
        this.context = context;
    }

    /** @param context the directory that COPY and ADD read from */
    public static BuildRequestBuilder of(Path context) {
        return new BuildRequestBuilder(context);
    }

    /** Makes the request from the values set so far. */
    public BuildRequest build() {
        Path directory = cacheDirectory == null ? CacheLocation.ofUser(System.getenv()) : cacheDirectory;
        return new BuildRequest(
                new BuildRequest.Source(context, dockerfile, target, buildArgs, contexts, secrets),
                new BuildRequest.Image(platform, tags, labels, annotations, origin, sourceDateEpoch),
                outputs,
                builder,
                options,
                new BuildRequest.Cache(directory, cacheLimit, maxAge),
                registry,
                baseline,
                ignoredFindings);
    }

    /** Sets the path of the Dockerfile, or null for {@code Dockerfile} in the context. */
    public BuildRequestBuilder dockerfile(Path value) {
        this.dockerfile = value;
        return this;
    }

    public BuildRequestBuilder target(String value) {
        this.target = value;
        return this;
    }

    public BuildRequestBuilder buildArgs(Map<String, String> value) {
        this.buildArgs = value;
        return this;
    }

    /** Sets the named contexts; if several have the same name, the last one is used. */
    public BuildRequestBuilder contexts(List<? extends NamedContext> value) {
        Map<String, NamedContext> byName = new LinkedHashMap<>();
        value.forEach(context -> byName.put(context.name(), context));
        this.contexts = List.copyOf(byName.values());
        return this;
    }

    public BuildRequestBuilder secrets(Map<String, SecretSource> value) {
        this.secrets = value;
        return this;
    }

    public BuildRequestBuilder platform(Platform value) {
        this.platform = value;
        return this;
    }

    public BuildRequestBuilder tags(List<ImageReference> value) {
        this.tags = value;
        return this;
    }

    public BuildRequestBuilder labels(Map<String, String> value) {
        this.labels = value;
        return this;
    }

    public BuildRequestBuilder annotations(Map<String, String> value) {
        this.annotations = value;
        return this;
    }

    public BuildRequestBuilder origin(Map<String, String> value) {
        this.origin = value;
        return this;
    }

    public BuildRequestBuilder sourceDateEpoch(Optional<Long> value) {
        this.sourceDateEpoch = value;
        return this;
    }

    public BuildRequestBuilder outputs(List<Output> value) {
        this.outputs = value;
        return this;
    }

    public BuildRequestBuilder builder(BuilderChoice value) {
        this.builder = value;
        return this;
    }

    public BuildRequestBuilder options(BuildOptions value) {
        this.options = value;
        return this;
    }

    public BuildRequestBuilder registry(RegistryOptions value) {
        this.registry = value;
        return this;
    }

    public BuildRequestBuilder baseline(Baseline value) {
        this.baseline = value;
        return this;
    }

    /** Sets the finding rules that are not checked. */
    public BuildRequestBuilder ignoredFindings(Set<FindingRule> value) {
        this.ignoredFindings = value;
        return this;
    }

    public BuildRequestBuilder cacheDirectory(Path value) {
        this.cacheDirectory = value;
        return this;
    }

    public BuildRequestBuilder cacheLimit(long value) {
        this.cacheLimit = value;
        return this;
    }

    public BuildRequestBuilder maxAge(Duration value) {
        this.maxAge = value;
        return this;
    }
}
