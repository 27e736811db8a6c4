package io.jenkins.containerbuild;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.reuse.EarlierBuilds;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.Fingerprint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds an earlier build of the same inputs in the target repository, and records new builds. */
final class Reuse {
    /** Must be increased when a code change makes a builder produce a different image from the same plan. */
    private static final int BUILDERS_VERSION = 2;

    private static final Set<String> OF_ONE_BUILD =
            Set.of("org.opencontainers.image.created", "org.opencontainers.image.revision");

    private final BuildTask task;
    private final EarlierBuilds earlier;
    private final Fingerprint fingerprint;
    private final RemoteInputs inputs;
    private String whyNot = "";

    /**
     * An earlier image that was tagged again.
     *
     * @param made time at which the image was built
     */
    record Reused(BuildReport.Image image, Instant made, List<Published> published) {}

    private Reuse(BuildTask task, EarlierBuilds earlier, Fingerprint fingerprint, RemoteInputs inputs) {
        this.task = task;
        this.earlier = earlier;
        this.fingerprint = fingerprint;
        this.inputs = inputs;
    }

    /** Computes the fingerprint of a task whose image is pushed to the repository. */
    static Reuse of(BuildTask task, BuilderSelection builder, Repository target) {
        RemoteInputs inputs = RemoteInputs.ask(
                task.request(),
                task.plan().stages(),
                task.services().remote(),
                builder.isEmbedded(),
                task.services().timer());
        CacheDirectory cache = task.services().cache();
        try (PhaseTimer.Running running = task.services().timer().start(Phase.CONTEXT);
                FileDigests digests =
                        FileDigests.open(cache, task.request().source().context())) {
            Fingerprint fingerprint = fingerprint(task, builder.kind(), inputs, digests);
            EarlierBuilds earlier = new EarlierBuilds(
                    cache,
                    target,
                    task.request().cache().maxAge(),
                    task.services().progress());
            return new Reuse(task, earlier, fingerprint, inputs);
        }
    }

    static Fingerprint fingerprint(
            BuildTask task, BuilderSelection.Kind builder, RemoteInputs inputs, FileDigests digests) {
        Map<String, ContextPlan> files = new LinkedHashMap<>(task.needed().named());
        files.put("", task.needed().context());
        return Fingerprint.of(
                task.plan().stages(),
                task.plan().images(),
                files,
                inputs.identities(),
                settings(task.request(), task.dockerfile(), builder),
                task.request().image().sourceDateEpoch(),
                digests);
    }

    private static Map<String, Object> settings(
            BuildRequest request, byte[] dockerfile, BuilderSelection.Kind builder) {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (builder != BuilderSelection.Kind.EMBEDDED) {
            settings.put(
                    Setting.BUILD_ARGUMENT.option(), ofFrontend(request.source().buildArgs()));
            settings.put(
                    "# syntax",
                    Dockerfile.parse(request.source().dockerfileName(), dockerfile)
                            .directives()
                            .getOrDefault("syntax", ""));
            if (request.options().caches().isInline()) {
                settings.put(Setting.CACHE_TO.option(), "inline");
            }
        }
        settings.put(Setting.PLATFORM.option(), request.image().platform());
        settings.put(Setting.LABEL.option(), request.image().labels());
        settings.put(Setting.ANNOTATION.option(), decisive(request.image().annotations()));
        settings.put(
                Setting.SECRET.option(),
                request.source().secrets().keySet().stream().sorted().toList());
        settings.put(Setting.COMPRESSION.option(), request.options().compression());
        settings.put(Setting.LAYER_SPLIT.option(), request.options().layerSplit());
        settings.put(
                "SOURCE_DATE_EPOCH",
                request.image().sourceDateEpoch().map(String::valueOf).orElse(""));
        settings.put(Setting.BUILDER.option(), builder.id() + " " + BUILDERS_VERSION);
        return settings;
    }

    /**
     * Returns the build arguments that an engine's frontend interprets even if the Dockerfile does not declare them.
     * Other arguments affect the image only through instructions, which are part of the fingerprint.
     */
    private static Map<String, String> ofFrontend(Map<String, String> buildArgs) {
        Map<String, String> ofFrontend = new TreeMap<>(buildArgs);
        ofFrontend.keySet().removeIf(name -> !name.startsWith("BUILDKIT_"));
        return ofFrontend;
    }

    /** Leaves out annotations that identify a single build: they differ for every build and would prevent reuse. */
    private static Map<String, String> decisive(Map<String, String> annotations) {
        Map<String, String> decisive = new LinkedHashMap<>(annotations);
        decisive.keySet().removeAll(OF_ONE_BUILD);
        return decisive;
    }

    /** Finds an earlier image and tags it; empty if the image must be built. */
    Optional<Reused> find(Outlets outlets) {
        if (!task.request().options().useCache()) {
            whyNot = Setting.NO_CACHE.inWords();
            return Optional.empty();
        }
        if (!inputs.obstacle().isEmpty()) {
            whyNot = inputs.obstacle();
            return Optional.empty();
        }
        return earlier().flatMap(found -> {
            BuildReport.Image image = image(found.manifest());
            task.gate().beforePublishing(image, List.of());
            return adopt(found, outlets).map(published -> new Reused(image, found.made(), published));
        });
    }

    private Optional<EarlierBuilds.Earlier> earlier() {
        try (PhaseTimer.Running running = task.services().timer().start(Phase.RESOLVE)) {
            return earlier.find(fingerprint, why -> whyNot = why);
        }
    }

    private Optional<List<Published>> adopt(EarlierBuilds.Earlier found, Outlets outlets) {
        try (PhaseTimer.Running running = task.services().timer().start(Phase.PUSH)) {
            Optional<List<Published>> published = outlets.adopt(found.manifest());
            if (published.isPresent() && !found.known()) {
                earlier.keepLocally(fingerprint, found.manifest(), found.made());
            }
            return published;
        }
    }

    private BuildReport.Image image(FetchedManifest fetched) {
        Manifest manifest = Manifest.parse(fetched.descriptor().mediaType(), fetched.bytes());
        List<BuildReport.LayerSize> layers = new ArrayList<>();
        int ofBase = layersOfBase(task.plan());
        for (Descriptor layer : manifest.layers()) {
            layers.add(new BuildReport.LayerSize(layer.digest(), layer.size(), layers.size() < ofBase));
        }
        return new BuildReport.Image(
                fetched.descriptor(), manifest.config().digest(), task.request().allNames(), List.copyOf(layers));
    }

    /**
     * Returns the number of layers that come from the base image. Comparing digests is not possible, because an engine
     * recompresses the layers.
     */
    private static int layersOfBase(BuildPlan plan) {
        Map<Integer, Stage> stages = new LinkedHashMap<>();
        plan.stages().forEach(stage -> stages.put(stage.index(), stage));
        Stage first = plan.stages().get(plan.stages().size() - 1);
        while (first.baseStage() >= 0) {
            first = stages.get(first.baseStage());
        }
        BaseImage base = plan.baseOf(first);
        return base == null ? 0 : base.manifest().layers().size();
    }

    /**
     * A human-readable reason why the image must be built: usually what changed since the last build of this context on
     * this machine.
     */
    String reason() {
        BuildRequest request = task.request();
        String kind = request.source().context().toAbsolutePath().normalize() + "\n"
                + request.source().dockerfileName() + "\n" + request.source().target();
        String change = earlier.changeSinceLast(kind, fingerprint);
        return whyNot.isEmpty() ? change : whyNot;
    }

    /** Records the pushed image under its fingerprint, unless remote inputs may have changed during the build. */
    void keep(FetchedManifest image) {
        if (inputs.areAsBefore()) {
            earlier.keep(fingerprint, image);
        }
    }
}
