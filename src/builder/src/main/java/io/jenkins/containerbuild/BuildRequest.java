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
 * @param ignoredFindings finding rules that are not checked
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
     * @param buildArgs values for ARG instructions, by name
     * @param contexts named contexts; no two have the same name
     * @param secrets where to read the value of each secret, by secret id
     */
    public record Source(
            Path context,
            Path dockerfile,
            String target,
            Map<String, String> buildArgs,
            List<NamedContext> contexts,
            Map<String, SecretSource> secrets) {

        /**
         * Returns the Dockerfile path for messages: as the user gave it, or only the file name if the user gave none.
         */
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
     * @param tags image names for outputs that specify none
     * @param labels image labels, which override labels in the Dockerfile
     * @param annotations manifest annotations
     * @param origin additional annotations that record the build which made the image. They do not affect reuse: a
     *     reused image keeps the origin annotations from when it was built. Images built by an engine do not get any
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

        /** Merges the origin annotations and the requested annotations; requested annotations take precedence. */
        Map<String, String> allAnnotations() {
            Map<String, String> all = new LinkedHashMap<>(origin);
            all.putAll(annotations);
            return all;
        }
    }

    /**
     * Settings for what is kept between builds.
     *
     * @param directory the cache directory, which contains layers and file listings of base images
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

    /** Returns the image names for one output: its own, or the tags of the request if it has none. */
    List<ImageReference> names(Output output) {
        return output.names().isEmpty() ? image.tags() : output.names();
    }

    /** Returns all image names, from the outputs and from the request, without duplicates. */
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
