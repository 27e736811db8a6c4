package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.builder.docker.DockerBuilder;
import io.jenkins.containerbuild.builder.docker.EngineEndpoint;
import io.jenkins.containerbuild.builder.docker.EngineImage;
import io.jenkins.containerbuild.builder.docker.EngineInput;
import io.jenkins.containerbuild.builder.docker.PushedImage;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds with a container engine. The engine also pushes the image to registries; for archives and directories, the
 * image is exported from it.
 */
record EngineBuild(
        BuildRequest request, RegistryClient client, CacheDirectory cache, PhaseTimer timer, Progress progress) {

    BuildReport run(byte[] dockerfile, BuildPlan plan, NeededFiles needed, Outlets outlets, ReportAssembly assembly) {
        checkOptions();
        EngineImage image = build(dockerfile, plan, needed);
        long needs = needed.context().sentBytes();
        if (image.sentBytes() < needs) {
            assembly.notes()
                    .add(image.sentBytes() + " of " + needs
                            + " bytes of the context were sent; the engine already had the rest");
        }
        List<StepResult> steps = image.steps();
        BuildReport.Image described = assembly.imageInEngine(image.id());
        List<Published> published = new ArrayList<>();
        for (ImageReference name : names(Output.Engine.class)) {
            published.add(new Published("engine " + name, image.id(), 0, 0, 0));
        }
        boolean isTakenOut = request.outputs().stream().anyMatch(this::isTakenOut);
        if (isTakenOut || assembly.gate().holdsLayers()) {
            // Rules on sizes need the export too: an engine reports no compressed sizes before it has pushed.
            BuiltImage exported = image.export(cache, plan);
            assembly.gate().beforePublishing(assembly.image(exported), exported.steps());
            if (isTakenOut) {
                published.addAll(outlets.publish(exported, this::isTakenOut));
                described = assembly.image(exported);
                steps = exported.steps();
            }
        }
        for (ImageReference name : enginePushes()) {
            PushedImage pushed = push(image, name, plan, published);
            described = assembly.image(pushed.manifest(), pushed.config(), pushed.layers());
            steps = pushed.steps();
            assembly.gate().beforePublishing(described, steps);
        }
        return assembly.report(described, steps, published);
    }

    /**
     * Checks annotations and compression, which do not exist in an engine's own store. Throws {@link InputException} if
     * no output supports the option, and warns if only some do.
     */
    private void checkOptions() {
        String option = optionBeyondEngine();
        boolean isShown = request.outputs().stream().anyMatch(output -> !(output instanceof Output.Engine));
        if (!option.isEmpty() && !isShown) {
            throw new InputException(option + " has no effect on an image that stays in an engine; use "
                    + Vocabulary.inUse().waysOfManifest());
        }
        if (!option.isEmpty() && !names(Output.Engine.class).isEmpty()) {
            progress.warning(option + " has no effect on the image in the engine");
        }
    }

    /** The requested option that an engine does not support when it pushes, or "" if there is none. */
    private String optionBeyondEngine() {
        if (!request.annotations().isEmpty()) {
            return Setting.ANNOTATION.inWords();
        }
        return request.options().compression() == BuildOptions.Compression.ZSTD
                ? Setting.COMPRESSION.inWords("zstd")
                : "";
    }

    /** Whether the image must be exported for an output: for files, and for pushes that the engine does not support. */
    private boolean isTakenOut(Output output) {
        return output instanceof Output.Archive
                || output instanceof Output.Directory
                || output instanceof Output.Registry && !optionBeyondEngine().isEmpty();
    }

    private List<ImageReference> enginePushes() {
        return optionBeyondEngine().isEmpty() ? names(Output.Registry.class) : List.of();
    }

    private EngineImage build(byte[] dockerfile, BuildPlan plan, NeededFiles needed) {
        List<ImageReference> tags = new ArrayList<>(names(Output.Registry.class));
        tags.addAll(names(Output.Engine.class));
        if (request.outputs().isEmpty()) {
            tags.addAll(request.tags());
        }
        EngineInput input = new EngineInput(
                dockerfile,
                request.target(),
                request.buildArgs(),
                needed.context(),
                needed.named(),
                request.secrets(),
                tags.stream().distinct().map(ImageReference::toString).toList());
        try (FileDigests digests = FileDigests.open(cache, request.context())) {
            Map<String, String> environment = request.registry().environment();
            DockerBuilder builder =
                    new DockerBuilder(EngineEndpoint.of(environment), client, cache, digests, environment);
            checkEngine(builder, plan);
            return builder.build(plan, input, request.context(), timer, progress);
        }
    }

    private void checkEngine(DockerBuilder builder, BuildPlan plan) {
        try {
            builder.checkEngine();
        } catch (ServiceException e) {
            throw request.builder().kind() == BuildRequest.BuilderChoice.Kind.AUTO
                    ? BuilderSelection.withoutEngine(request, plan.stages(), e)
                    : e;
        }
    }

    /** The names of the image in all outputs of a kind. */
    private List<ImageReference> names(Class<? extends Output> kind) {
        List<ImageReference> names = new ArrayList<>();
        for (Output output : request.outputs()) {
            if (kind.isInstance(output)) {
                names.addAll(request.names(output));
            }
        }
        return names.stream().map(ImageReference::withDefaultTag).distinct().toList();
    }

    private PushedImage push(EngineImage image, ImageReference name, BuildPlan plan, List<Published> published) {
        try (PhaseTimer.Running running = timer.start(Phase.PUSH)) {
            EngineImage.Pushed pushed = image.push(name, client, progress);
            PushedImage built = PushedImage.find(
                    client.repository(name),
                    pushed.digest().map(Digest::toString).orElse(name.tag()),
                    plan,
                    image.steps());
            published.add(published(name, pushed, built));
            return built;
        }
    }

    private static Published published(ImageReference name, EngineImage.Pushed pushed, PushedImage image) {
        long sent = 0;
        long mounted = 0;
        long present = 0;
        for (Layer layer : image.layers()) {
            long size = layer.descriptor().size();
            switch (pushed.layers().getOrDefault(layer.diffId().hex().substring(0, 12), EngineImage.Fate.PRESENT)) {
                case SENT -> sent += size;
                case MOUNTED -> mounted += size;
                case PRESENT -> present += size;
            }
        }
        return new Published(name.toString(), image.manifest().digest(), sent, mounted, present);
    }
}
