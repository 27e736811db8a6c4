package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.ServerServiceDefinition;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.builder.engine.BuildFailure;
import io.jenkins.containerbuild.builder.engine.BuildSteps;
import io.jenkins.containerbuild.builder.engine.EngineInput;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.engine.BuildKitTransport;
import io.jenkins.containerbuild.engine.EngineCredentials;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Builds a plan with BuildKit. Each run opens a connection and starts a solve with a session, over which BuildKit reads
 * files, secrets and credentials. The first run builds; later runs find every step in BuildKit's cache and only export
 * the image to another destination.
 *
 * @param dockerfile the Dockerfile with base images pinned to digests
 */
record BuildKitBuild(
        BuildKitTransport transport,
        RegistryClient registries,
        CacheDirectory cache,
        FileDigests digests,
        BuildPlan plan,
        EngineInput input,
        byte[] dockerfile,
        Path contextRoot) {

    /**
     * The result of a run.
     *
     * @param attributes reported by the exporter, for example {@code containerimage.digest}
     * @param steps the outcome of each instruction
     * @param sentBytes bytes of context files that were sent
     */
    record Result(Map<String, String> attributes, List<StepResult> steps, long sentBytes) {}

    /**
     * Runs the build.
     *
     * @param pushes images that the export pushes; BuildKit receives credentials for their registries
     * @param archive receives the archive if the exporter sends the image to this machine
     * @throws io.jenkins.containerbuild.engine.NoSessionException if the engine has no BuildKit
     */
    Result run(SolveRequest.Export export, List<ImageReference> pushes, OutputStream archive, Progress progress) {
        String owner = transport.who() + "\n" + contextRoot.toAbsolutePath().normalize() + "\n" + plan.dockerfile();
        BuildTrace trace = new BuildTrace(new BuildSteps(plan), input.context(), progress);
        try (Offers offers = Offers.take(cache, owner, dockerfile, plan, input, digests);
                ControlClient client = new ControlClient(transport.connect())) {
            SyncedFiles files = offers.files();
            try (BuildKitSession session =
                    BuildKitSession.open(client, offers.sharedKey(), services(files, pushes, archive))) {
                byte[] request = new SolveRequest(plan, input, export).message(session.id(), session.id());
                Map<String, String> attributes = new SolveCall(client).run(session.id(), request, trace::take);
                return new Result(attributes, trace.results(), files.sentBytes());
            } catch (SolveCall.FailedException e) {
                throw failure(e, files, trace);
            } catch (IOException e) {
                throw transport.brokenInTheMiddle("the build", e);
            }
        } catch (IOException e) {
            throw transport.fault(e);
        }
    }

    private List<ServerServiceDefinition> services(
            SyncedFiles files, List<ImageReference> pushes, OutputStream archive) {
        List<ImageReference> images = new ArrayList<>(SolveRequest.cacheImages(plan));
        images.addAll(pushes);
        plan.images().values().stream()
                .map(BaseImage::reference)
                .filter(Objects::nonNull)
                .forEach(images::add);
        return List.of(
                SessionServices.health(),
                SessionServices.fileSync(files),
                SessionServices.fileSend(archive),
                LayoutBlobs.of(plan).service(),
                SessionServices.secrets(input.secrets()),
                SessionServices.credentials(new EngineCredentials(registries, images)));
    }

    private RuntimeException failure(SolveCall.FailedException failure, SyncedFiles files, BuildTrace trace) {
        if (failure.isOfHang()) {
            return transport.hangs(failure);
        }
        if (failure.isOfConnection()) {
            return transport.brokenInTheMiddle("the build", new IOException(failure.getMessage(), failure));
        }
        files.checkSent();
        if (String.valueOf(failure.getMessage()).contains("exporter \"image\" could not be found")) {
            return new InputException(transport.who() + " belongs to a Docker Engine; use "
                    + Setting.BUILDER.inWords("docker") + ", which also pushes and loads");
        }
        return BuildFailure.at(transport, plan.dockerfile()).explained(failure.getMessage(), trace.failure());
    }
}
