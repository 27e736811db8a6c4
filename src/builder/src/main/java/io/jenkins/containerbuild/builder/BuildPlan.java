package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that determines the image, ready to be built.
 *
 * @param dockerfile name of the Dockerfile for messages, as the user gave it
 * @param stages the stages that the target needs, in the Dockerfile's order; the last one is the target
 * @param images images that FROM, {@code COPY --from} and mounts refer to
 * @param trees local directories by name: "" is the build context, the others are named contexts, also by the names by
 *     which instructions refer to them
 * @param labels labels from the command line, which override those of the Dockerfile
 * @param annotations annotations of the manifest
 * @param sourceDateEpoch if given, the time (in seconds since the epoch) to which all later timestamps are clamped
 */
public record BuildPlan(
        String dockerfile,
        List<Stage> stages,
        Map<ExternalSource.Key, BaseImage> images,
        Map<String, FileTree> trees,
        Platform platform,
        Map<String, String> labels,
        Map<String, String> annotations,
        Optional<Long> sourceDateEpoch,
        BuildOptions options) {

    /** A copy of this plan with other images. */
    public BuildPlan withImages(Map<ExternalSource.Key, BaseImage> others) {
        return new BuildPlan(
                dockerfile, stages, others, trees, platform, labels, annotations, sourceDateEpoch, options);
    }

    /** The image that {@code COPY --from} or a mount names; null if it is not an image. */
    public BaseImage image(String from) {
        return images.get(new ExternalSource.Key(from, ""));
    }

    /** The image that a stage starts from; null if it starts from another stage, a directory or nothing. */
    public BaseImage baseOf(Stage stage) {
        return stage.baseStage() >= 0 ? null : images.get(new ExternalSource.Key(stage.base(), stage.platform()));
    }
}
