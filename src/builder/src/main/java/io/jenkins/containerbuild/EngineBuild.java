package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.builder.buildkit.EngineBuilder;
import io.jenkins.containerbuild.builder.embedded.Obstacles;
import io.jenkins.containerbuild.builder.engine.EngineImage;
import io.jenkins.containerbuild.builder.engine.EngineInput;
import io.jenkins.containerbuild.builder.engine.PushedImage;
import io.jenkins.containerbuild.engine.BuildKitTransport;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds with a container engine. The engine also pushes the image to registries; for archives and directories, the
 * image is exported from the engine.
 */
record EngineBuild(BuildTask task) implements ImageBuilder {
    @Override
    public BuildResult build(Outlets outlets) {
        checkOptions();
        try (FileDigests digests =
                FileDigests.open(task.services().cache(), request().source().context())) {
            return publish(build(digests), outlets);
        }
    }

    private BuildResult publish(EngineImage image, Outlets outlets) {
        List<String> notes = new ArrayList<>();
        long needs = task.needed().context().sentBytes();
        if (image.sentBytes() < needs) {
            notes.add(image.sentBytes() + " of " + needs
                    + " bytes of the context were sent; the engine already had the rest");
        }
        List<StepResult> steps = image.steps();
        BuildReport.Image described = ReportedImage.inEngine(request(), image.id());
        List<Published> published = new ArrayList<>();
        for (ImageReference name : image.isStored() ? names(Output.Engine.class) : List.<ImageReference>of()) {
            published.add(new Published("engine " + name, image.id(), 0, 0, 0));
        }
        boolean isTakenOut = request().outputs().stream().anyMatch(output -> isTakenOut(output, image));
        if (isTakenOut || task.gate().holdsLayers()) {
            // Size rules need the export, too: an engine reports compressed sizes only after a push.
            BuiltImage exported = image.export(task.services().cache(), task.plan());
            task.gate().beforePublishing(ReportedImage.of(request(), exported), exported.steps());
            if (isTakenOut) {
                published.addAll(outlets.publish(exported, output -> isTakenOut(output, image)));
                described = ReportedImage.of(request(), exported);
                steps = exported.steps();
            }
        }
        for (ImageReference name : enginePushes()) {
            PushedImage pushed = push(image, name, published);
            described = ReportedImage.of(request(), pushed.manifest(), pushed.config(), pushed.layers());
            steps = pushed.steps();
            task.gate().beforePublishing(described, steps);
        }
        return new BuildResult(described, steps, published, notes);
    }

    private BuildRequest request() {
        return task.request();
    }

    /**
     * Checks annotations and compression, which do not exist in an engine's own store. Throws {@link InputException} if
     * no output supports the option, and warns if only some do.
     */
    private void checkOptions() {
        String option = optionBeyondEngine();
        boolean isShown = request().outputs().stream().anyMatch(output -> !(output instanceof Output.Engine));
        if (!option.isEmpty() && !isShown) {
            throw new InputException(option + " has no effect on an image that stays in an engine; use "
                    + Vocabulary.inUse().waysOfManifest());
        }
        if (!option.isEmpty() && !names(Output.Engine.class).isEmpty()) {
            task.services().progress().warning(option + " has no effect on the image in the engine");
        }
    }

    /** Returns the requested option that engines do not support when they push, or "" if there is none. */
    private String optionBeyondEngine() {
        if (!request().image().annotations().isEmpty()) {
            return Setting.ANNOTATION.inWords();
        }
        return request().options().compression() == BuildOptions.Compression.ZSTD
                ? Setting.COMPRESSION.inWords("zstd")
                : "";
    }

    /**
     * Whether an output needs the image exported: archives, directories, pushes with an option that the engine does not
     * support, and engine outputs if the build did not store the image in the engine.
     */
    private boolean isTakenOut(Output output, EngineImage image) {
        return output instanceof Output.Engine && !image.isStored()
                || output instanceof Output.Archive
                || output instanceof Output.Directory
                || output instanceof Output.Registry && !optionBeyondEngine().isEmpty();
    }

    private List<ImageReference> enginePushes() {
        return optionBeyondEngine().isEmpty() ? names(Output.Registry.class) : List.of();
    }

    private EngineImage build(FileDigests digests) {
        List<ImageReference> tags = new ArrayList<>(names(Output.Registry.class));
        tags.addAll(names(Output.Engine.class));
        if (request().outputs().isEmpty()) {
            tags.addAll(request().image().tags());
        }
        EngineInput input = new EngineInput(
                task.dockerfile(),
                request().source().target(),
                request().source().buildArgs(),
                task.needed().context(),
                task.needed().named(),
                request().source().secrets(),
                tags.stream().distinct().map(ImageReference::toString).toList());
        BuildServices with = task.services();
        EngineBuilder builder = new EngineBuilder(
                transport(),
                with.client(),
                with.cache(),
                digests,
                request().registry().environment());
        checkEngine(builder);
        return builder.build(task.plan(), input, request().source().context(), with.timer(), with.progress());
    }

    private BuildKitTransport transport() {
        Map<String, String> environment = request().registry().environment();
        BuilderChoice engine = request().builder().engine(environment);
        return switch (engine.kind()) {
            case BUILDKIT -> BuildKitTransport.daemon(engine.builder(), environment);
            case BUILDX -> BuildKitTransport.buildx(engine.builder(), environment);
            default -> BuildKitTransport.docker(environment);
        };
    }

    private void checkEngine(EngineBuilder builder) {
        try {
            builder.checkEngine();
        } catch (ServiceException e) {
            throw request().builder().kind() == BuilderChoice.Kind.AUTO ? withoutEngine(e) : e;
        }
    }

    /** Adds the instruction that needs an engine to the error message that no engine is available. */
    private ServiceException withoutEngine(ServiceException fault) {
        return Obstacles.first(task.plan().stages())
                .map(obstacle -> new ServiceException(
                        task.plan().dockerfile() + ":" + obstacle.line() + ": " + obstacle.reason()
                                + " needs an engine: " + fault.getMessage(),
                        fault))
                .orElse(fault);
    }

    /** Returns the image names in all outputs of one kind. */
    private List<ImageReference> names(Class<? extends Output> kind) {
        List<ImageReference> names = new ArrayList<>();
        for (Output output : request().outputs()) {
            if (kind.isInstance(output)) {
                names.addAll(request().names(output));
            }
        }
        return names.stream().map(ImageReference::withDefaultTag).distinct().toList();
    }

    private PushedImage push(EngineImage image, ImageReference name, List<Published> published) {
        try (PhaseTimer.Running running = task.services().timer().start(Phase.PUSH)) {
            EngineImage.Pushed pushed =
                    image.push(name, task.services().client(), task.services().progress());
            PushedImage built = PushedImage.find(
                    task.services().client().repository(name),
                    pushed.digest().map(Digest::toString).orElse(name.tag()),
                    task.plan(),
                    image.steps());
            published.add(published(name, pushed, built));
            return built;
        }
    }

    private static Published published(ImageReference name, EngineImage.Pushed pushed, PushedImage image) {
        if (pushed.layers().isEmpty()) {
            return new Published(name.toString(), image.manifest().digest(), -1, -1, -1);
        }
        long sent = 0;
        long mounted = 0;
        long present = 0;
        for (Layer layer : image.layers()) {
            long size = layer.descriptor().size();
            switch (pushed.layers()
                    .get()
                    .getOrDefault(layer.diffId().hex().substring(0, 12), EngineImage.Fate.PRESENT)) {
                case SENT -> sent += size;
                case MOUNTED -> mounted += size;
                case PRESENT -> present += size;
            }
        }
        return new Published(name.toString(), image.manifest().digest(), sent, mounted, present);
    }
}
