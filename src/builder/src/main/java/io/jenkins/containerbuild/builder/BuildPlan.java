package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.base.BaseImage;
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
 * @param images images that FROM, {@code COPY --from} and mounts refer to, by {@link #imageKey} of the expanded
 *     reference and the platform of {@code FROM --platform}
 * @param trees local directories by name: "" is the build context, the others are named contexts
 * @param labels labels from the command line, which override those of the Dockerfile
 * @param annotations annotations of the manifest
 * @param sourceDateEpoch if given, the time (in seconds since the epoch) to which all later timestamps are clamped
 */
public record BuildPlan(
        String dockerfile,
        List<Stage> stages,
        Map<String, BaseImage> images,
        Map<String, FileTree> trees,
        Platform platform,
        Map<String, String> labels,
        Map<String, String> annotations,
        Optional<Long> sourceDateEpoch,
        BuildOptions options) {

    /** A copy of this plan with other images. */
    public BuildPlan withImages(Map<String, BaseImage> others) {
        return new BuildPlan(
                dockerfile, stages, others, trees, platform, labels, annotations, sourceDateEpoch, options);
    }

    /** The key of an image in {@link #images}: one reference may be needed for several platforms. */
    public static String imageKey(String reference, String platform) {
        return platform.isEmpty() ? reference : reference + " for " + platform;
    }

    /** The image that a stage starts from; null if it starts from another stage, a directory or nothing. */
    public BaseImage baseOf(Stage stage) {
        return stage.baseStage() >= 0 ? null : images.get(imageKey(stage.base(), stage.platform()));
    }
}
