package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.DockerEngine;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A build by an engine, put together as the command line does it; never reused. */
final class EngineRequests {
    private final Path context;
    private final Path cache;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private final Map<String, String> arguments = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private final List<LayerCaches.Place> from = new ArrayList<>();
    private final List<LayerCaches.Place> to = new ArrayList<>();
    private final List<NamedContext> contexts = new ArrayList<>();
    private final Map<String, SecretSource> secrets = new LinkedHashMap<>();
    private RegistryOptions registry = RegistryOptions.defaults();
    private BuilderChoice builder = BuilderChoice.DOCKER;
    private String target = "";
    private boolean useCache = true;
    private BuildOptions.Compression compression = BuildOptions.Compression.GZIP;
    private Optional<Long> sourceDateEpoch = Optional.empty();

    private EngineRequests(Path context, Path cache) {
        this.context = context;
        this.cache = cache;
    }

    static EngineRequests of(DockerEngine engine, Path context, Path cache) {
        return of(engine.host(), context, cache);
    }

    static EngineRequests of(String host, Path context, Path cache) {
        EngineRequests request = new EngineRequests(context, cache);
        request.environment.put("DOCKER_HOST", host);
        request.environment.put(
                "DOCKER_CONFIG", cache.resolve("no-docker-config").toString());
        return request;
    }

    /** By {@code docker buildx}, on the same engine. */
    static EngineRequests byBuildx(DockerEngine engine, Path context, Path cache) {
        EngineRequests request = of(engine, context, cache).choose(BuilderChoice.parse("buildx"));
        request.environment.putAll(engine.environment());
        return request;
    }

    EngineRequests load(String name) {
        outputs.add(new Output.Engine(List.of(ImageReference.parse(name))));
        return this;
    }

    EngineRequests push(String name) {
        outputs.add(new Output.Registry(List.of(ImageReference.parse(name))));
        return this;
    }

    EngineRequests output(Output output) {
        outputs.add(output);
        return this;
    }

    EngineRequests withoutCache() {
        useCache = false;
        return this;
    }

    EngineRequests compression(BuildOptions.Compression chosen) {
        compression = chosen;
        return this;
    }

    EngineRequests sourceDateEpoch(long seconds) {
        sourceDateEpoch = Optional.of(seconds);
        return this;
    }

    EngineRequests choose(BuilderChoice choice) {
        builder = choice;
        return this;
    }

    EngineRequests buildContext(String name, String place) {
        contexts.add(NamedContext.parse(name, place));
        return this;
    }

    EngineRequests cacheFrom(String place) {
        from.add(LayerCaches.source(place));
        return this;
    }

    EngineRequests cacheTo(String place) {
        to.add(LayerCaches.target(place));
        return this;
    }

    EngineRequests annotation(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    EngineRequests secret(String id, SecretSource source) {
        secrets.put(id, source);
        return this;
    }

    EngineRequests variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    EngineRequests registry(RegistryOptions options) {
        registry = options;
        return this;
    }

    /** Options as {@code docker build} has them. */
    EngineRequests options(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i += 2) {
            String value = words.get(i + 1);
            String[] pair = value.split("=", 2);
            switch (words.get(i)) {
                case "--build-arg" -> arguments.put(pair[0], pair[1]);
                case "--label" -> labels.put(pair[0], pair[1]);
                case "--target" -> target = value;
                case "--secret" -> {
                    String[] places = value.split(",src=");
                    secrets.put(places[0].substring("id=".length()), new SecretSource.InFile(Path.of(places[1])));
                }
                default -> throw new IllegalArgumentException(words.get(i));
            }
        }
        return this;
    }

    BuildRequest request() {
        return BuildRequestBuilder.of(context)
                .target(target)
                .buildArgs(arguments)
                .contexts(contexts)
                .secrets(secrets)
                .labels(labels)
                .annotations(annotations)
                .sourceDateEpoch(sourceDateEpoch)
                .outputs(outputs)
                .builder(builder)
                .options(new BuildOptions(
                        useCache, compression, BuildOptions.LayerSplit.AUTO, new LayerCaches(from, to)))
                .maxAge(Duration.ZERO)
                .registry(registry.withEnvironment(environment))
                .cacheDirectory(cache)
                .build();
    }

    BuildReport build() {
        return build(Progress.NONE);
    }

    BuildReport build(Progress progress) {
        return ContainerBuild.build(request(), OutputStream.nullOutputStream(), progress);
    }
}
