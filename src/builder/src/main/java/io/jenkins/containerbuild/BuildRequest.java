package io.jenkins.containerbuild;

import io.jenkins.containerbuild.advice.FindingRule;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of one build, named as in {@code docker buildx build}. {@link BuildRequestBuilder} has defaults for
 * most of them.
 *
 * @param outputs destinations of the image
 * @param baseline the catalogue of prebuilt bases, and the rules that the bases and the image must satisfy
 * @param ignoredFindings rules for findings that are not checked
 */
public record BuildRequest(
        Source source,
        Image image,
        List<Output> outputs,
        BuilderChoice builder,
        BuildOptions options,
        Cache cache,
        RegistryOptions registry,
        Baseline baseline,
        Set<FindingRule> ignoredFindings) {

    /**
     * The inputs of the image.
     *
     * @param context the directory that COPY and ADD read from
     * @param dockerfile the path of the Dockerfile, or null for {@code Dockerfile} in the context
     * @param target the stage to build, or "" for the last one
     * @param buildArgs the values of ARG by name
     * @param contexts named contexts, each with a name of its own
     * @param secrets the source of each secret's value, by the secret's id
     */
    public record Source(
            Path context,
            Path dockerfile,
            String target,
            Map<String, String> buildArgs,
            List<NamedContext> contexts,
            Map<String, SecretSource> secrets) {

        /** The Dockerfile's path as the user gave it, or its file name if it is the one of the context. */
        String dockerfileName() {
            Path file = dockerfilePath();
            return dockerfile == null ? file.getFileName().toString() : file.toString();
        }

        Path dockerfilePath() {
            return dockerfileOf(context, dockerfile);
        }

        Source withContexts(List<NamedContext> others) {
            return new Source(context, dockerfile, target, buildArgs, others, secrets);
        }
    }

    /**
     * The properties of the image.
     *
     * @param tags names of the image for outputs that have no names of their own
     * @param labels labels of the image; they override labels of the Dockerfile
     * @param annotations annotations of the manifest
     * @param origin further annotations, which record what made the image; they do not affect reuse, so a reused image
     *     keeps its own, and images built by an engine do not get them
     * @param sourceDateEpoch if given, the time (in seconds since the epoch) to which all later timestamps are clamped
     */
    public record Image(
            Platform platform,
            List<ImageReference> tags,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, String> origin,
            Optional<Long> sourceDateEpoch) {
        public Image {
            tags = tags.stream().map(ImageReference::withDefaultTag).distinct().toList();
        }

        /** The requested annotations together with those of the origin; requested ones win. */
        Map<String, String> allAnnotations() {
            Map<String, String> all = new LinkedHashMap<>(origin);
            all.putAll(annotations);
            return all;
        }
    }

    /**
     * What is kept between builds.
     *
     * @param directory the directory that keeps layers and file listings of bases
     * @param limit maximum size of the directory in bytes
     * @param maxAge maximum age at which an image made with RUN instructions is reused; zero for never
     */
    public record Cache(Path directory, long limit, Duration maxAge) {}

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

    /** The names of the image in an output. */
    List<ImageReference> names(Output output) {
        return output.names().isEmpty() ? image.tags() : output.names();
    }

    /** All names of the image: those of the outputs and those of the request. */
    List<ImageReference> allNames() {
        List<ImageReference> names = new ArrayList<>();
        outputs.forEach(output -> names.addAll(output.names()));
        names.addAll(image.tags());
        return names.stream().distinct().toList();
    }

    BuildRequest withContexts(List<NamedContext> contexts) {
        return new BuildRequest(
                source.withContexts(contexts),
                image,
                outputs,
                builder,
                options,
                cache,
                registry,
                baseline,
                ignoredFindings);
    }
}
