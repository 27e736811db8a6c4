package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.embedded.Obstacles;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The builder that was selected for a plan. This is the only place that chooses between builders.
 *
 * @param reason human-readable reason why this builder was selected
 */
record BuilderSelection(Kind kind, String reason) {

    enum Kind {
        EMBEDDED("embedded", EmbeddedBuild::new),
        DOCKER("docker", EngineBuild::new),
        BUILDKIT("buildkit", EngineBuild::new),
        BUILDX("buildx", EngineBuild::new);

        private final String id;
        private final Function<BuildTask, ImageBuilder> constructor;

        Kind(String id, Function<BuildTask, ImageBuilder> constructor) {
            this.id = id;
            this.constructor = constructor;
        }

        /** The name of the builder in requests, reports and fingerprints. */
        String id() {
            return id;
        }
    }

    /** Selects the builder for these stages. */
    static BuilderSelection of(BuildRequest request, List<Stage> stages) {
        return switch (request.builder().kind()) {
            case EMBEDDED -> new BuilderSelection(Kind.EMBEDDED, "asked for");
            case DOCKER -> new BuilderSelection(Kind.DOCKER, "asked for");
            case BUILDX -> new BuilderSelection(Kind.BUILDX, "asked for");
            case BUILDKIT -> new BuilderSelection(Kind.BUILDKIT, "asked for");
            case AUTO ->
                Obstacles.first(stages)
                        .map(obstacle -> ofAuto(request, obstacle.reason() + " needs an engine"))
                        .orElse(new BuilderSelection(Kind.EMBEDDED, "no RUN instruction in the reachable stages"));
        };
    }

    private static BuilderSelection ofAuto(BuildRequest request, String reason) {
        BuilderChoice engine = request.builder().engine(request.registry().environment());
        return engine.kind() == BuilderChoice.Kind.DOCKER
                ? new BuilderSelection(Kind.DOCKER, reason)
                : new BuilderSelection(Kind.BUILDKIT, reason + "; BUILDKIT_HOST is " + engine.builder());
    }

    boolean isEmbedded() {
        return kind == Kind.EMBEDDED;
    }

    /** Creates the builder for a task. */
    ImageBuilder builder(BuildTask task) {
        return kind.constructor.apply(task);
    }

    /** Returns the annotations that the image will have: engines leave out the origin annotations. */
    Map<String, String> annotations(BuildRequest request) {
        return isEmbedded() ? request.image().allAnnotations() : request.image().annotations();
    }

    BuildReport.BuilderUsed reported() {
        return new BuildReport.BuilderUsed(kind.id(), reason);
    }
}
