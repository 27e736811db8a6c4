package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.base.BaseResolver;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.LayerListener;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.context.IgnoreFile;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.StageOptions;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.publish.RegistryPublisher;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds of a context with the embedded builder, as the root class does them but without its other concerns. */
final class EmbeddedRun {
    static final BuildOptions OPTIONS =
            new BuildOptions(true, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.AUTO);

    private final Path context;
    private final Path cacheFolder;
    private BuildOptions options = OPTIONS;
    private Optional<Long> sourceDateEpoch = Optional.empty();
    private Map<String, FileTree> namedTrees = Map.of();

    EmbeddedRun(Path context, Path cacheFolder) {
        this.context = context;
        this.cacheFolder = cacheFolder;
    }

    EmbeddedRun with(BuildOptions other) {
        options = other;
        return this;
    }

    EmbeddedRun withEpoch(long seconds) {
        sourceDateEpoch = Optional.of(seconds);
        return this;
    }

    EmbeddedRun withContext(String name, FileTree tree) {
        namedTrees = Map.of(name, tree);
        return this;
    }

    /** Builds, and pushes where a name is given. */
    BuiltImage build(String dockerfile, String... names) {
        PhaseTimer timer = new PhaseTimer(Progress.NONE);
        List<ImageReference> tags =
                List.of(names).stream().map(ImageReference::parse).toList();
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults());
                CacheDirectory cache = CacheDirectory.open(cacheFolder);
                FileDigests digests = FileDigests.open(cache, context)) {
            BuildPlan plan = plan(dockerfile, new BaseResolver(client, cache, timer, Progress.NONE));
            EmbeddedBuilder builder = new EmbeddedBuilder(
                    cache,
                    digests,
                    image -> BaseFiles.of(image, cache, Optional.empty(), Progress.NONE),
                    Optional.empty(),
                    new RemoteFiles(cache, client.web(), true));
            if (tags.isEmpty()) {
                return builder.build(plan, layer -> {}, timer, Progress.NONE);
            }
            try (RegistryPublisher publisher = new RegistryPublisher(
                    new Output.Registry(List.of()), tags, client, cache, true, timer, Progress.NONE)) {
                LayerListener listener = publisher::ready;
                BuiltImage image = builder.build(plan, listener, timer, Progress.NONE);
                publisher.publish(image);
                return image;
            }
        }
    }

    private BuildPlan plan(String text, BaseResolver resolver) {
        Dockerfile dockerfile = Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        Platform platform = Platform.ofThisMachine();
        List<NamedContext> contexts = new ArrayList<>();
        namedTrees.keySet().forEach(name -> contexts.add(new NamedContext.Directory(name, context)));
        Stages stages = Stages.read(dockerfile, new StageOptions("", platform, Map.of(), contexts));
        Map<ExternalSource.Key, BaseImage> images = new HashMap<>();
        Evaluation evaluation = stages.evaluate(source -> {
            if (!source.isImage()) {
                return null;
            }
            return images.computeIfAbsent(
                            source.key(), key -> resolver.resolve(BaseResolver.Wanted.of(source.reference(), platform)))
                    .config();
        });
        evaluation.sources().stream()
                .filter(source -> source.isImage())
                .forEach(source -> images.computeIfAbsent(
                        source.key(), key -> resolver.resolve(BaseResolver.Wanted.of(source.reference(), platform))));
        Map<String, FileTree> trees = new HashMap<>(namedTrees);
        evaluation.sources().stream()
                .filter(source -> !source.isImage())
                .forEach(source -> trees.put(
                        source.reference(), namedTrees.get(source.place().name())));
        trees.put("", DiskTree.of(context, IgnoreFile.find(context, context.resolve("Dockerfile")), "context"));
        return new BuildPlan(
                "Dockerfile",
                evaluation.stages(),
                images,
                trees,
                platform,
                Map.of(),
                Map.of(),
                sourceDateEpoch,
                options);
    }
}
