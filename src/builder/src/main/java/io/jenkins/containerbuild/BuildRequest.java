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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of one build, named as in {@code docker buildx build}.
 *
 * @param context the directory that COPY and ADD read from
 * @param dockerfile the path of the Dockerfile, or null for {@code Dockerfile} in the context
 * @param target the stage to build, or "" for the last one
 * @param buildArgs the values of ARG by name
 * @param buildContexts named contexts as given: {@code docker-image://REF}, {@code oci-layout://PATH} or a directory
 * @param tags names of the image for outputs that have no names of their own
 * @param labels labels of the image; they override labels of the Dockerfile
 * @param annotations annotations of the manifest
 * @param origin further annotations, which record what made the image; they do not affect reuse, so a reused image
 *      keeps its own, and images built by an engine do not get them
 * @param outputs destinations of the image
 * @param secrets the source of each secret's value, by the secret's id
 * @param maxAge maximum age at which an image made with RUN instructions is reused; zero for never
 * @param sourceDateEpoch if given, the time (in seconds since the epoch) to which all later timestamps are clamped
 * @param cacheDirectory the directory that keeps layers and file listings of bases between builds
 * @param cacheLimit maximum size of the cache directory in bytes
 * @param baseline the catalogue of prebuilt bases, and the rules that the bases and the image must satisfy
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
     * The builder to use.
     *
     * @param builder the name of a buildx builder, or "" for the current one of buildx; "" for all other kinds
     */
    public record BuilderChoice(Kind kind, String builder) implements Serializable {
        /** {@code embedded} if it supports every instruction of the build, otherwise an engine. */
        public static final BuilderChoice AUTO = new BuilderChoice(Kind.AUTO, "");
        /** Pure Java, no daemon. */
        public static final BuilderChoice EMBEDDED = new BuilderChoice(Kind.EMBEDDED, "");
        /** The engine that the docker command line uses. */
        public static final BuilderChoice DOCKER = new BuilderChoice(Kind.DOCKER, "");

        private static final String BUILDX = "buildx";

        /** The kinds of builders. */
        public enum Kind {
            AUTO,
            EMBEDDED,
            DOCKER,
            /** One of the builders that {@code docker buildx ls} lists. */
            BUILDX
        }

        /** Parses a value of {@code --builder}; throws {@link IllegalArgumentException} if it is unknown. */
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

    /** The Dockerfile's path as the user gave it, or its file name if it is the one of the context. */
    String dockerfileName() {
        Path file = dockerfilePath();
        return dockerfile == null ? file.getFileName().toString() : file.toString();
    }

    Path dockerfilePath() {
        return dockerfileOf(context, dockerfile);
    }

    /**
     * Finds the Dockerfile of a build. As with Docker, {@code dockerfile} in lower case is used if there is no {@code
     * Dockerfile} beside it.
     *
     * @param given the path of the Dockerfile, or null for {@code Dockerfile} in the context
     */
    public static Path dockerfileOf(Path context, Path given) {
        Path file = given == null ? context.resolve("Dockerfile") : given;
        Path lowerCase = file.resolveSibling("dockerfile");
        boolean isAbsent = file.endsWith("Dockerfile") && !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        return isAbsent && Files.exists(lowerCase, LinkOption.NOFOLLOW_LINKS) ? lowerCase : file;
    }

    /** The requested annotations together with those of the origin; requested ones win. */
    Map<String, String> allAnnotations() {
        Map<String, String> all = new LinkedHashMap<>(origin);
        all.putAll(annotations);
        return all;
    }

    /** The names of the image in an output. */
    List<ImageReference> names(Output output) {
        return output.names().isEmpty() ? tags : output.names();
    }

    /** All names of the image: those of the outputs and those of the request. */
    List<ImageReference> allNames() {
        List<ImageReference> names = new ArrayList<>();
        outputs.forEach(output -> names.addAll(output.names()));
        tags.forEach(tag -> names.add(tag.withDefaultTag()));
        return names.stream().distinct().toList();
    }

    /** Whether a source is an image, directly or through a named context. */
    boolean isImage(ExternalSource source) {
        return source.isImage() || !isDirectory(buildContexts.get(source.namedContext()));
    }

    static boolean isDirectory(String place) {
        return !place.startsWith("docker-image://") && !place.startsWith("oci-layout://");
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
