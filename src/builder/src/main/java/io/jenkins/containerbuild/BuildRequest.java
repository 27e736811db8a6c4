package io.jenkins.containerbuild;

import io.jenkins.containerbuild.build.BuildOptions;
import io.jenkins.containerbuild.build.docker.SecretSource;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a user asks for; the names are those of {@code docker buildx build}.
 *
 * @param context directory that COPY and ADD take from
 * @param dockerfile where it is; null for {@code Dockerfile} in the context
 * @param target stage to build, "" for the last one
 * @param buildArgs values of ARG by name
 * @param buildContexts named contexts as given: {@code docker-image://REF}, {@code oci-layout://PATH} or a directory
 * @param tags names that the image gets where an output has none of its own
 * @param labels which win over those of the Dockerfile
 * @param annotations of the manifest
 * @param outputs where the image goes
 * @param secrets where the value of each secret is, by its id
 * @param maxAge up to which an image is reused whose making ran commands or fetched files; zero for never
 * @param sourceDateEpoch seconds since 1970 that clamp all times, where given
 * @param cacheDirectory where layers and listings of bases are kept between builds
 * @param cacheLimit bytes up to which that grows
 * @param baseline names of prebuilt bases, and rules that bases and image have to keep
 */
public record BuildRequest(
        Path context,
        Path dockerfile,
        String target,
        Map<String, String> buildArgs,
        Map<String, String> buildContexts,
        Platform platform,
        List<ImageReference> tags,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<Output> outputs,
        Map<String, SecretSource> secrets,
        BuilderChoice builder,
        BuildOptions options,
        Duration maxAge,
        Optional<Long> sourceDateEpoch,
        RegistryOptions registry,
        Path cacheDirectory,
        long cacheLimit,
        Baseline baseline) {

    /** Which builder carries the plan out. */
    public enum BuilderChoice {
        /** {@code embedded} where it can, else an engine. */
        AUTO,
        /** Pure Java, no daemon. */
        EMBEDDED,
        /** The engine that Docker's command line would use. */
        DOCKER
    }

    /** The Dockerfile as the user named it, or as it is called in the context. */
    String dockerfileName() {
        return dockerfile == null ? "Dockerfile" : dockerfile.toString();
    }

    Path dockerfilePath() {
        return dockerfile == null ? context.resolve("Dockerfile") : dockerfile;
    }

    BuildRequest withBuildContexts(Map<String, String> contexts) {
        return new BuildRequest(
                context,
                dockerfile,
                target,
                buildArgs,
                contexts,
                platform,
                tags,
                labels,
                annotations,
                outputs,
                secrets,
                builder,
                options,
                maxAge,
                sourceDateEpoch,
                registry,
                cacheDirectory,
                cacheLimit,
                baseline);
    }
}
