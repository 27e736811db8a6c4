package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.context.FileTree;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that decides the image, ready to be carried out.
 *
 * @param dockerfile its name for messages, as the user gave it
 * @param stages those that the target needs, in the Dockerfile's order; the last one is the target
 * @param images by {@link #imageKey}: what FROM, {@code COPY --from} and mounts name, expanded, and the platform of {@code FROM --platform}
 * @param trees local directories by name: "" is the context, the others are named contexts
 * @param labels of the command line, which win over those of the Dockerfile
 * @param annotations of the manifest
 * @param sourceDateEpoch seconds since 1970 that clamp all times, where given
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

    /** The same with other images. */
    public BuildPlan withImages(Map<String, BaseImage> others) {
        return new BuildPlan(
                dockerfile, stages, others, trees, platform, labels, annotations, sourceDateEpoch, options);
    }

    /** Names an image of {@link #images}: the same reference may be wanted for several platforms. */
    public static String imageKey(String reference, String platform) {
        return platform.isEmpty() ? reference : reference + " for " + platform;
    }

    /** The image that a stage starts from; null where it starts from another stage, a directory or nothing. */
    public BaseImage baseOf(Stage stage) {
        return stage.baseStage() >= 0 ? null : images.get(imageKey(stage.base(), stage.platform()));
    }
}
