package io.jenkins.containerbuild;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.advice.FindingRule;
import io.jenkins.containerbuild.advice.FindingSearch;
import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.base.BaseResolver;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.ContextPlanner;
import io.jenkins.containerbuild.context.ContextTotals;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.policy.PolicyCheck;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlanReport;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Entry point of the library: builds a container image from a Dockerfile and a build context, and writes it to the
 * requested outputs. This class shows the order of the steps; each step is a package.
 *
 * <p>Every method throws {@link io.jenkins.containerbuild.fault.InputException} if the Dockerfile, the context or the
 * request is invalid, {@link io.jenkins.containerbuild.fault.ServiceException} if a registry, an engine or the machine
 * fails, and {@link java.util.concurrent.CancellationException} if the thread is interrupted.
 */
public final class ContainerBuild implements AutoCloseable {
    private final BuildRequest request;
    private final PolicyGate gate;
    private final BuildServices services;

    private ContainerBuild(BuildRequest request, PolicyGate gate, Progress progress) {
        this.request = request;
        this.gate = gate;
        this.services = BuildServices.open(request, progress);
    }

    /** Optional report details, which take extra work to determine. */
    public enum Detail {
        /**
         * For plans: look up base images in their registries, as builds always do, so that the plan includes the
         * environment variables and ONBUILD instructions of the images.
         */
        RESOLVED_BASES,
        /**
         * Count all files of the context, not only the needed ones. A build counts these files in parallel with its
         * other work.
         */
        CONTEXT_TOTALS
    }

    /**
     * Reports what a build would do. Without {@link Detail#RESOLVED_BASES}, a plan uses neither the network nor the
     * cache.
     */
    public static PlanReport plan(BuildRequest given, Set<Detail> details, Progress progress) {
        byte[] dockerfile = DockerfileInput.bytes(given);
        BuildRequest request = CatalogueNames.in(given, dockerfile);
        Stages stages = DockerfileInput.parse(request, dockerfile);
        if (!details.contains(Detail.RESOLVED_BASES)) {
            return plan(
                    request, dockerfile, stages, details, ContainerBuild::emptyConfiguration, PolicyCheck.Lookup.NONE);
        }
        try (ContainerBuild build = new ContainerBuild(request, new PolicyGate(request, progress), progress)) {
            Bases bases = build.bases(stages);
            return plan(request, dockerfile, stages, details, bases::configuration, bases.withAlternatives());
        }
    }

    private static PlanReport plan(
            BuildRequest request,
            byte[] dockerfile,
            Stages stages,
            Set<Detail> details,
            Function<ExternalSource, ImageConfig> configurations,
            PolicyCheck.Lookup lookup) {
        Evaluation evaluation = stages.evaluate(configurations);
        LocalTrees trees = LocalTrees.of(request);
        NeededFiles needed = NeededFiles.find(request, trees, evaluation, ContextPlanner::preview);
        PolicyGate gate = new PolicyGate(request, Progress.NONE);
        BuilderSelection builder = BuilderSelection.of(request, evaluation.stages());
        gate.look(new PlannedImage(request, evaluation, builder.annotations(request)), lookup);
        BuildReport.Context context = details.contains(Detail.CONTEXT_TOTALS)
                ? ContextSurvey.of(ContextTotals.of(trees.context(), needed.context()), needed.context())
                : ContextSurvey.of(needed.context());
        List<Finding> findings = FindingSearch.search(
                needed.context(), evaluation.stages(), ActiveRules.of(request, dockerfile, trees, Progress.NONE));
        return new PlanAssembly(request, stages, evaluation, builder, needed, context, findings, gate.verdicts())
                .report();
    }

    private static ImageConfig emptyConfiguration(ExternalSource base) {
        return new ImageConfig(JsonObject.empty());
    }

    /**
     * Builds the image and writes it to the requested outputs.
     *
     * @param standardOutput receives the archive of an output whose destination is {@code -}
     */
    public static BuildReport build(BuildRequest given, OutputStream standardOutput, Progress progress) {
        return build(given, Set.of(), standardOutput, progress);
    }

    /** Builds as {@link #build(BuildRequest, OutputStream, Progress)} does, and reports the given details as well. */
    public static BuildReport build(
            BuildRequest given, Set<Detail> details, OutputStream standardOutput, Progress progress) {
        Instant started = Instant.now();
        byte[] dockerfile = DockerfileInput.bytes(given);
        BuildRequest request = CatalogueNames.in(given, dockerfile);
        Stages stages = DockerfileInput.parse(request, dockerfile);
        PolicyGate gate = new PolicyGate(request, progress);
        gate.beforeLookUp(stages.sources());
        try (ContainerBuild build = new ContainerBuild(request, gate, progress)) {
            return build.run(details, dockerfile, stages, standardOutput, started);
        }
    }

    /** Opens the outlets first, so that they query registries for existing images while base images are looked up. */
    private BuildReport run(
            Set<Detail> details, byte[] dockerfile, Stages stages, OutputStream standardOutput, Instant started) {
        try (Outlets outlets = Outlets.open(request, services, standardOutput)) {
            LocalTrees trees = LocalTrees.of(request);
            NeededFiles.Planner planner = new RememberedPlans();
            Bases bases = basesWhileFilesAreLookedAt(stages, trees, planner);
            Evaluation evaluation = stages.evaluate(bases::configuration);
            BuilderSelection builder = BuilderSelection.of(request, evaluation.stages());
            gate.beforeWork(new PlannedImage(request, evaluation, builder.annotations(request)), bases);
            warnOfUnusedArguments(evaluation);
            NeededFiles needed = neededFiles(trees, evaluation, planner);
            BuildPlan plan = plan(request, evaluation, bases, trees);
            BuildTask task = new BuildTask(request, dockerfile, plan, needed, gate, services);
            try (ContextSurvey survey = survey(details, trees, needed);
                    FindingSearch search = findings(task, trees)) {
                return reuseOrBuild(outlets, builder, task, new ReportAssembly(task, builder, survey, search, started));
            }
        }
    }

    private static ContextSurvey survey(Set<Detail> details, LocalTrees trees, NeededFiles needed) {
        return details.contains(Detail.CONTEXT_TOTALS)
                ? ContextSurvey.start(trees.context(), needed.context())
                : ContextSurvey.without(needed.context());
    }

    private FindingSearch findings(BuildTask task, LocalTrees trees) {
        String context = trees.context().root() + "\n" + request.source().dockerfileName();
        Set<FindingRule> rules = ActiveRules.of(request, task.dockerfile(), trees, services.progress());
        return FindingSearch.start(task.needed().context(), task.plan().stages(), rules, services.cache(), context);
    }

    /** Reuses an earlier image or builds a new one. Reuse requires that a single repository is the only output. */
    private BuildReport reuseOrBuild(
            Outlets outlets, BuilderSelection builder, BuildTask task, ReportAssembly assembly) {
        Optional<Reuse> reuse = outlets.isOneRepository()
                ? outlets.repository().map(target -> Reuse.of(task, builder, target))
                : Optional.empty();
        Optional<Reuse.Reused> reused = reuse.flatMap(earlier -> earlier.find(outlets));
        if (reused.isPresent()) {
            return assembly.reused(reused.get());
        }
        String reason = reuse.map(Reuse::reason).orElse("");
        BuildResult result = builder.builder(task).build(outlets);
        BuildReport report = assembly.built(result, reason);
        reuse.ifPresent(now -> manifest(report, outlets).ifPresent(now::keep));
        return report;
    }

    /**
     * Reads the manifest of the pushed image from the cache, or from the registry if the image was pushed by an engine.
     */
    private Optional<FetchedManifest> manifest(BuildReport report, Outlets outlets) {
        Descriptor image = report.image().manifest();
        Optional<byte[]> pushed = services.cache().readBlob(image.digest());
        return pushed.isPresent()
                ? pushed.map(bytes -> new FetchedManifest(image, bytes))
                : outlets.repository()
                        .flatMap(target -> target.find(image.digest().toString()));
    }

    private Bases basesWhileFilesAreLookedAt(Stages stages, LocalTrees trees, NeededFiles.Planner planner) {
        try (LookAhead ahead = LookAhead.start(
                () -> neededFiles(trees, stages.evaluate(ContainerBuild::emptyConfiguration), planner))) {
            Bases bases = bases(stages);
            ahead.finish();
            return bases;
        }
    }

    private Bases bases(Stages stages) {
        BaseResolver resolver =
                new BaseResolver(services.client(), services.cache(), services.timer(), services.progress());
        Bases bases = new Bases(request, stages, resolver);
        bases.prefetch();
        return bases;
    }

    private void warnOfUnusedArguments(Evaluation evaluation) {
        for (String name : evaluation.unusedBuildArguments()) {
            services.progress()
                    .warning(
                            Setting.BUILD_ARGUMENT.inWords() + " " + name + ": no ARG of the Dockerfile has this name");
        }
    }

    private NeededFiles neededFiles(LocalTrees trees, Evaluation evaluation, NeededFiles.Planner planner) {
        try (PhaseTimer.Running running = services.timer().start(Phase.CONTEXT)) {
            return NeededFiles.find(request, trees, evaluation, planner);
        }
    }

    static BuildPlan plan(BuildRequest request, Evaluation evaluation, Bases bases, LocalTrees trees) {
        return new BuildPlan(
                request.source().dockerfileName(),
                evaluation.stages(),
                bases.images(evaluation.sources()),
                trees.byReference(evaluation.sources()),
                request.image().platform(),
                request.image().labels(),
                request.image().allAnnotations(),
                request.image().sourceDateEpoch(),
                request.options());
    }

    /** Lists the files of base images ahead of time, so that builds with this cache directory need not list them. */
    public static void indexBases(
            List<String> references,
            Platform platform,
            RegistryOptions registry,
            Path cacheDirectory,
            Progress progress) {
        PhaseTimer timer = new PhaseTimer(progress);
        try (RegistryClient client = new RegistryClient(registry);
                CacheDirectory cache = CacheDirectory.open(cacheDirectory)) {
            BaseResolver resolver = new BaseResolver(client, cache, timer, progress);
            for (String reference : references) {
                BaseImage base = resolver.resolve(BaseResolver.Wanted.of(reference, platform));
                BaseFiles.of(base, cache, Optional.empty(), progress).index();
            }
        }
    }

    @Override
    public void close() {
        services.close();
    }
}
