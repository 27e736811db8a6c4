package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.docker.SecretSource;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
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
 * @param origin more of them, which say what made the image; they decide nothing, so an image that is reused keeps its own, and an engine, which
 *     writes manifests of its own, leaves them out
 * @param outputs where the image goes
 * @param secrets where the value of each secret is, by its id
 * @param maxAge up to which an image is reused if commands were run to make it; zero for never
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
        Map<String, String> origin,
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

    /**
     * Which builder carries the plan out.
     *
     * @param builder the name of a buildx builder, "" for the one that buildx would take; "" for every other kind
     */
    public record BuilderChoice(Kind kind, String builder) implements Serializable {
        /** {@code embedded} where it can, else an engine. */
        public static final BuilderChoice AUTO = new BuilderChoice(Kind.AUTO, "");
        /** Pure Java, no daemon. */
        public static final BuilderChoice EMBEDDED = new BuilderChoice(Kind.EMBEDDED, "");
        /** The engine that Docker's command line would use. */
        public static final BuilderChoice DOCKER = new BuilderChoice(Kind.DOCKER, "");

        private static final String BUILDX = "buildx";

        /** Kinds of builders. */
        public enum Kind {
            AUTO,
            EMBEDDED,
            DOCKER,
            /** One of those that {@code docker buildx ls} shows. */
            BUILDX
        }

        /** Reads a value of {@code --builder}; throws {@link IllegalArgumentException} for one that is not known. */
        public static BuilderChoice parse(String text) {
            if (text.equals(BUILDX) || text.startsWith(BUILDX + ":")) {
                return new BuilderChoice(Kind.BUILDX, text.substring(Math.min(text.length(), BUILDX.length() + 1)));
            }
            return switch (text) {
                case "auto" -> AUTO;
                case "embedded" -> EMBEDDED;
                case "docker" -> DOCKER;
                default ->
                    throw new IllegalArgumentException(
                            "\"" + text + "\" is not known; auto, embedded, docker and buildx[:NAME] are");
            };
        }
    }

    /** The Dockerfile as the user named it, or as it is called in the context. */
    String dockerfileName() {
        Path file = dockerfilePath();
        return dockerfile == null ? file.getFileName().toString() : file.toString();
    }

    Path dockerfilePath() {
        return dockerfileOf(context, dockerfile);
    }

    /**
     * The Dockerfile of a build. As with Docker, {@code dockerfile} in lower case is taken if there is no {@code Dockerfile} beside it.
     *
     * @param given the Dockerfile that was asked for, or null for that of the context
     */
    public static Path dockerfileOf(Path context, Path given) {
        Path file = given == null ? context.resolve("Dockerfile") : given;
        Path lowerCase = file.resolveSibling("dockerfile");
        boolean isAbsent = file.endsWith("Dockerfile") && !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        return isAbsent && Files.exists(lowerCase, LinkOption.NOFOLLOW_LINKS) ? lowerCase : file;
    }

    /** What is asked for, and what says where the image comes from. */
    Map<String, String> allAnnotations() {
        Map<String, String> all = new LinkedHashMap<>(origin);
        all.putAll(annotations);
        return all;
    }

    /** The names that the image gets in an output. */
    List<ImageReference> names(Output output) {
        return output.names().isEmpty() ? tags : output.names();
    }

    /** Whether a source is an image, or a named context that is one. */
    boolean isImage(ExternalSource source) {
        return source.isImage() || !LocalTrees.isDirectory(buildContexts.get(source.namedContext()));
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
                origin,
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
