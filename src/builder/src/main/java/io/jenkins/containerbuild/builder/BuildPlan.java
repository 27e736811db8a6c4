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
 * @param dockerfile Dockerfile path as the user gave it, for messages
 * @param stages the stages that the target needs, in the Dockerfile's order; the last one is the target
 * @param images images that FROM, {@code COPY --from} and mounts refer to
 * @param trees local directories by name: "" is the build context; each named context is listed by its own name and by
 *     every reference to it in the Dockerfile
 * @param labels labels from the request, which override labels in the Dockerfile
 * @param annotations manifest annotations
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

    /** Returns the image that {@code COPY --from} or a mount refers to; null if the name is not that of an image. */
    public BaseImage image(String from) {
        return images.get(new ExternalSource.Key(from, ""));
    }

    /** Returns the base image of a stage; null if the stage starts from another stage, a directory or nothing. */
    public BaseImage baseOf(Stage stage) {
        return stage.baseStage() >= 0 ? null : images.get(new ExternalSource.Key(stage.base(), stage.platform()));
    }
}
