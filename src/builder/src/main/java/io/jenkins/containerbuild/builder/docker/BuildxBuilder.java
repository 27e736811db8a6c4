package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has a builder of {@code docker buildx} build a plan and take the image out: on another machine, in Kubernetes, in a cloud. It gets the
 * Dockerfile with pinned bases, and asks for the files of the context that the needed stages name, and no others.
 */
public final class BuildxBuilder {
    private final RegistryClient registries;
    private final RegistryOptions options;
    private final CacheDirectory cache;

    /**
     * @param registries where credentials are found
     * @param options whose environment is that of the user, and whose credentials, where there are any, are given to buildx
     * @param cache where files are that buildx reads
     */
    public BuildxBuilder(RegistryClient registries, RegistryOptions options, CacheDirectory cache) {
        this.cache = cache;
        this.registries = registries;
        this.options = options;
    }

    /**
     * Builds.
     *
     * @param targets names that the image is pushed to
     * @param standardOutput gets an archive whose destination is {@code -}
     * @throws InputException with the line where an instruction is at fault, and for a builder that buildx does not know
     * @throws ServiceException where docker or buildx are missing, or the builder is at fault
     * @throws java.util.concurrent.CancellationException where the thread is interrupted; the build has ended then, too
     */
    public BuildxImage build(
            BuildPlan plan,
            BuildxInput input,
            List<ImageReference> targets,
            OutputStream standardOutput,
            PhaseTimer timer,
            Progress progress) {
        try (BuildxFolder folder = new BuildxFolder(cache);
                PhaseTimer.Running running = timer.start(Phase.BUILD)) {
            Path dockerfile = folder.write(
                    "Dockerfile", PinnedDockerfile.of(input.engine().dockerfile(), plan));
            input.ignoreFile().ifPresent(file -> folder.write("Dockerfile.dockerignore", bytes(file)));
            Path metadata = folder.file("metadata.json");
            BuildxCommand command =
                    new BuildxCommand(environment(folder, plan, targets)).build(plan, input, dockerfile, metadata);
            BuildxRun run = new BuildxRun(plan, input, progress);
            int status = BuildxProcess.run(command.words(), command.environment(), run::take, standardOutput);
            if (status != 0) {
                throw run.failure(status, () -> versionOf(command.environment()));
            }
            return run.image(metadata);
        }
    }

    /** Docker's own configuration has the credentials, unless some are given for this build. */
    private Map<String, String> environment(BuildxFolder folder, BuildPlan plan, List<ImageReference> targets) {
        if (options.credentials().isEmpty()) {
            return options.environment();
        }
        List<ImageReference> images = new ArrayList<>(targets);
        images.addAll(BuildQuery.sources(plan));
        plan.options().caches().to().forEach(place -> place.reference().ifPresent(images::add));
        plan.images().values().stream()
                .map(BaseImage::reference)
                .filter(reference -> reference != null)
                .forEach(images::add);
        return BuildxConfiguration.in(folder, options.environment(), new EngineCredentials(registries, images));
    }

    private static byte[] bytes(Path ignoreFile) {
        try {
            return Files.readAllBytes(ignoreFile);
        } catch (IOException e) {
            throw new InputException(ignoreFile + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What buildx calls itself; nothing where docker does not know it. */
    private static Optional<String> versionOf(Map<String, String> environment) {
        List<String> ignored = new ArrayList<>();
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        int status = BuildxProcess.run(List.of("buildx", "version"), environment, ignored::add, out);
        return status == 0
                ? Optional.of(
                        out.toString(java.nio.charset.StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }
}
