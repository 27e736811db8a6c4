package io.jenkins.containerbuild.builder.docker;

import io.grpc.ServerServiceDefinition;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Has an engine build a plan. With BuildKit the engine reads the Dockerfile itself and asks for what it needs over a session: only the files
 * that the plan needs are offered, the bases are named by the digests that were resolved, and credentials go to the registries that the
 * Dockerfile names. Without BuildKit it is sent a tar of the needed files. The image stays in the engine.
 */
public final class DockerBuilder {
    private static final String NAME = "Dockerfile";

    private final boolean withBuildKit;
    private final EngineClient engine;
    private final RegistryClient registries;
    private final CacheDirectory cache;
    private final FileDigests digests;
    private EngineFacts facts;

    /**
     * @param registries where credentials are found
     * @param cache where it is kept what the engine got
     * @param digests of the context's files
     * @param environment where DOCKER_BUILDKIT=0 asks for the engine's classic builder
     */
    public DockerBuilder(
            EngineEndpoint endpoint,
            RegistryClient registries,
            CacheDirectory cache,
            FileDigests digests,
            Map<String, String> environment) {
        this.withBuildKit = !environment.getOrDefault("DOCKER_BUILDKIT", "").matches("0|false");
        this.engine = new EngineClient(endpoint);
        this.registries = registries;
        this.cache = cache;
        this.digests = digests;
    }

    /** Throws {@link ServiceException} where the engine does not answer; {@link #build} begins with it. */
    public void checkEngine() {
        facts = EngineFacts.ask(engine);
    }

    /**
     * Builds.
     *
     * @param contextRoot of the build's own context
     * @throws InputException with the line where an instruction is at fault
     * @throws ServiceException where the engine is
     * @throws java.util.concurrent.CancellationException where the thread is interrupted; the engine's build has ended then, too
     */
    public EngineImage build(BuildPlan plan, EngineInput input, Path contextRoot, PhaseTimer timer, Progress progress) {
        if (facts == null) {
            checkEngine();
        }
        BuildQuery.check(plan.options().caches());
        try (PhaseTimer.Running running = timer.start(Phase.BUILD);
                LentImages lent = LentImages.lend(engine, cache, plan, input)) {
            return build(lent.in(plan), input, contextRoot, progress);
        }
    }

    private EngineImage build(BuildPlan plan, EngineInput input, Path contextRoot, Progress progress) {
        try {
            return withBuildKit
                    ? buildWithSession(plan, input, contextRoot, progress)
                    : withoutSession(plan, input, progress);
        } catch (NoSessionException e) {
            progress.note("the engine has no BuildKit (" + e.getMessage() + "): it is sent a tar of the needed files");
            return withoutSession(plan, input, progress);
        }
    }

    private EngineImage buildWithSession(BuildPlan plan, EngineInput input, Path contextRoot, Progress progress) {
        String whose = engine.endpoint() + "\n" + contextRoot.toAbsolutePath().normalize() + "\n" + plan.dockerfile();
        try (OfferSlot slot = OfferSlot.take(cache, whose)) {
            SyncedFiles files = offer(plan, input, slot.ledger());
            try (BuildKitSession session =
                    BuildKitSession.open(engine, slot.ledger().sharedKey(), services(plan, input, files))) {
                Solve solve = new Solve(engine, plan, input.context(), files, progress);
                return solve.run("/build?version=2&remote=client-session&session=" + session.id() + "&dockerfile="
                        + NAME + BuildQuery.common(plan, input) + BuildQuery.cacheFrom(plan));
            }
        }
    }

    private EngineImage withoutSession(BuildPlan plan, EngineInput input, Progress progress) {
        if (!plan.options().caches().isEmpty()) {
            throw new InputException(Setting.CACHE_FROM.inWords() + " and " + Setting.CACHE_TO.inWords()
                    + " need an engine with BuildKit, and that at " + engine.endpoint()
                    + " is used without; Docker Engine 20.10 or newer would work");
        }
        return new TarBuild(engine, registries, plan, input, progress).run(BuildQuery.common(plan, input));
    }

    private SyncedFiles offer(BuildPlan plan, EngineInput input, OfferLedger ledger) {
        Map<String, List<OfferedFile>> directories = new LinkedHashMap<>();
        byte[] dockerfile = facts.withBuiltInFrontend(PinnedDockerfile.of(input.dockerfile(), plan));
        directories.put(SyncedFiles.DOCKERFILE, List.of(OfferedFile.ofBytes(NAME, dockerfile)));
        directories.put(
                SyncedFiles.CONTEXT, OfferedContext.of(plan.trees().get(""), input.context(), "", digests, ledger));
        return new SyncedFiles(directories, ledger);
    }

    private List<ServerServiceDefinition> services(BuildPlan plan, EngineInput input, SyncedFiles files) {
        List<ImageReference> images = new ArrayList<>(BuildQuery.sources(plan));
        plan.images().values().forEach(image -> images.add(image.reference()));
        return List.of(
                SessionServices.health(),
                SessionServices.fileSync(files),
                SessionServices.secrets(input.secrets()),
                SessionServices.credentials(new EngineCredentials(registries, images)));
    }
}
