package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.classic.TarBuild;
import io.jenkins.containerbuild.builder.engine.EngineImage;
import io.jenkins.containerbuild.builder.engine.EngineInput;
import io.jenkins.containerbuild.builder.engine.PinnedDockerfile;
import io.jenkins.containerbuild.builder.engine.StoredImage;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.engine.BuildKitTransport;
import io.jenkins.containerbuild.engine.EngineClient;
import io.jenkins.containerbuild.engine.EngineFacts;
import io.jenkins.containerbuild.engine.NoSessionException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Builds a plan with an engine or a remote builder. BuildKit reads the Dockerfile itself and requests files, secrets
 * and credentials over a session. Only files that the plan needs are offered, base images are pinned to the resolved
 * digests, and credentials are offered only for registries that the build uses. An engine without BuildKit receives a
 * tar of the needed files. The image stays in the engine or builder.
 */
public final class EngineBuilder {
    private final BuildKitTransport transport;
    private final boolean withBuildKit;
    private final RegistryClient registries;
    private final CacheDirectory cache;
    private final FileDigests digests;
    private EngineFacts facts;

    /**
     * @param registries supplies the credentials
     * @param cache records which files were sent to the engine
     * @param digests digests of the context's files; must stay open as long as the image is used
     * @param environment the environment of the user; DOCKER_BUILDKIT=0 selects the engine's classic builder
     */
    public EngineBuilder(
            BuildKitTransport transport,
            RegistryClient registries,
            CacheDirectory cache,
            FileDigests digests,
            Map<String, String> environment) {
        this.transport = transport;
        this.withBuildKit = !environment.getOrDefault("DOCKER_BUILDKIT", "").matches("0|false");
        this.registries = registries;
        this.cache = cache;
        this.digests = digests;
    }

    /**
     * Throws {@link ServiceException} if the engine does not respond. {@link #build} calls this method if the caller
     * has not.
     */
    public void checkEngine() {
        if (transport instanceof EngineClient engine) {
            facts = EngineFacts.ask(engine);
        } else {
            BuildKitCheck.run(transport);
        }
    }

    /**
     * Builds the plan.
     *
     * @param contextRoot root directory of the main build context
     * @throws InputException with the line of an invalid instruction
     * @throws ServiceException if the engine fails
     * @throws java.util.concurrent.CancellationException if the thread is interrupted, which also ends the build in the
     *     engine
     */
    public EngineImage build(BuildPlan plan, EngineInput input, Path contextRoot, PhaseTimer timer, Progress progress) {
        if (facts == null) {
            checkEngine();
        }
        try (PhaseTimer.Running running = timer.start(Phase.BUILD)) {
            if (!(transport instanceof EngineClient engine)) {
                return RemoteImage.of(buildKit(plan, input, contextRoot), progress);
            }
            SolveRequest.checkCaches(plan.options().caches());
            BuildPlan lent = LentLayouts.lend(engine, plan);
            if (!withBuildKit) {
                return withoutBuildKit(engine, lent, input, progress);
            }
            try {
                return stored(engine, buildKit(lent, input, contextRoot), progress);
            } catch (NoSessionException e) {
                progress.note(
                        "the engine has no BuildKit (" + e.getMessage() + "): it is sent a tar of the needed files");
                return withoutBuildKit(engine, lent, input, progress);
            }
        }
    }

    private BuildKitBuild buildKit(BuildPlan plan, EngineInput input, Path contextRoot) {
        byte[] dockerfile = PinnedDockerfile.of(input.dockerfile(), plan);
        input.named().keySet().forEach(name -> requireNoStageFrom(name, plan));
        if (facts != null) {
            dockerfile = facts.withBuiltInFrontend(dockerfile);
            requireNamedContexts(facts.hasNamedContexts(), input);
        }
        return new BuildKitBuild(transport, registries, cache, digests, plan, input, dockerfile, contextRoot);
    }

    private static EngineImage stored(EngineClient engine, BuildKitBuild build, Progress progress) {
        List<String> names = build.input().tags();
        SolveRequest.Export export = new SolveRequest.Export(
                "moby", names.isEmpty() ? Map.of() : Map.of("name", String.join(",", names)), false);
        BuildKitBuild.Result result = build.run(export, List.of(), OutputStream.nullOutputStream(), progress);
        try {
            Digest id = Digest.parse(result.attributes().getOrDefault("containerimage.digest", ""));
            return new StoredImage(engine, id, result.steps(), result.sentBytes());
        } catch (IllegalArgumentException e) {
            throw new ServiceException(engine.who() + " ended the build without an image", e);
        }
    }

    private EngineImage withoutBuildKit(EngineClient engine, BuildPlan plan, EngineInput input, Progress progress) {
        if (!plan.options().caches().isEmpty()) {
            throw new InputException(Setting.CACHE_FROM.inWords() + " and " + Setting.CACHE_TO.inWords()
                    + " need an engine with BuildKit, and that at " + engine.endpoint()
                    + " is used without; Docker Engine 20.10 or newer would work");
        }
        requireNamedContexts(false, input);
        return new TarBuild(engine, registries, plan, input, progress).run();
    }

    private void requireNamedContexts(boolean known, EngineInput input) {
        if (!known && !input.named().isEmpty()) {
            throw new InputException(Setting.BUILD_CONTEXT.inWords() + " "
                    + input.named().keySet().iterator().next()
                    + ": a directory needs BuildKit of Docker Engine 23 or newer, and " + transport.who()
                    + " is older or has none; use a newer engine, or " + Setting.BUILDER.inWords("embedded"));
        }
    }

    /**
     * Rejects stages that start from a named context. Such a stage needs all files of the directory, but only files
     * that instructions name are offered.
     */
    private static void requireNoStageFrom(String context, BuildPlan plan) {
        for (Stage stage : plan.stages()) {
            if (stage.baseStage() < 0
                    && plan.trees().get(context) == plan.trees().get(stage.base())) {
                throw InputException.at(
                        plan.dockerfile(),
                        stage.from().line(),
                        "a stage cannot start from the directory of " + Setting.BUILD_CONTEXT.inWords() + " " + context
                                + " with an engine; use " + Setting.BUILDER.inWords("embedded")
                                + ", or FROM scratch and COPY --from=" + context);
            }
        }
    }
}
