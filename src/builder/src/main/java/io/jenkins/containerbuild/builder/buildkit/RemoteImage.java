package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.engine.EngineImage;
import io.jenkins.containerbuild.builder.engine.ImageExport;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image in the cache of a BuildKit that has no image store. To export the image, the build runs again; it finds
 * every step in the cache.
 */
public final class RemoteImage extends EngineImage {
    /** An export that only reports the digests of the image, without storing or pushing it. */
    static final SolveRequest.Export DIGESTS =
            new SolveRequest.Export("image", Map.of("store", "false", "push", "false"), false);
    /**
     * An export as an archive with uncompressed layers; they are compressed on this machine, like the layers of an
     * engine's image.
     */
    private static final SolveRequest.Export ARCHIVE =
            new SolveRequest.Export("docker", Map.of("compression", "uncompressed", "force-compression", "true"), true);

    private final BuildKitBuild build;

    private RemoteImage(BuildKitBuild build, BuildKitBuild.Result result, Digest id) {
        super(id, result.steps(), result.sentBytes());
        this.build = build;
    }

    static RemoteImage of(BuildKitBuild build, Progress progress) {
        BuildKitBuild.Result result = build.run(DIGESTS, List.of(), OutputStream.nullOutputStream(), progress);
        return new RemoteImage(build, result, digest(build, result, "containerimage.config.digest"));
    }

    private static Digest digest(BuildKitBuild build, BuildKitBuild.Result result, String attribute) {
        try {
            return Digest.parse(result.attributes().getOrDefault(attribute, ""));
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    build.transport().who() + " did not report " + attribute + " of the image that it built", e);
        }
    }

    @Override
    public Pushed push(ImageReference name, RegistryClient registries, Progress progress) {
        SolveRequest.Export export =
                new SolveRequest.Export("image", Map.of("name", name.toString(), "push", "true"), true);
        Progress ofPush = new Progress() {
            @Override
            public void transferred(Phase phase, String what, long done, long total) {
                progress.transferred(phase, what, done, total);
            }
        };
        BuildKitBuild.Result result = build.run(export, List.of(name), OutputStream.nullOutputStream(), ofPush);
        return new Pushed(Optional.of(digest(build, result, "containerimage.digest")), Optional.empty());
    }

    @Override
    public BuiltImage export(CacheDirectory cache, BuildPlan plan) {
        try (PendingFile file = cache.create(Shelf.BLOBS)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file.channel()), 64 << 10);
            build.run(ARCHIVE, List.of(), out, Progress.NONE);
            out.flush();
            file.channel().position(0);
            return new ImageExport(cache, plan).read(Channels.newInputStream(file.channel()), steps());
        } catch (IOException e) {
            throw build.transport().brokenInTheMiddle("taking the image out", e);
        }
    }
}
