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

    /** The builders. */
    enum Kind {
        EMBEDDED("embedded", EmbeddedBuild::new),
        DOCKER("docker", EngineBuild::new),
        BUILDX("buildx", BuildxBuild::new);

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
            case AUTO ->
                Obstacles.first(stages)
                        .map(obstacle -> new BuilderSelection(Kind.DOCKER, obstacle.reason() + " needs an engine"))
                        .orElse(new BuilderSelection(Kind.EMBEDDED, "no RUN instruction in the reachable stages"));
        };
    }

    boolean isEmbedded() {
        return kind == Kind.EMBEDDED;
    }

    /** The builder for a task. */
    ImageBuilder builder(BuildTask task) {
        return kind.constructor.apply(task);
    }

    /** The annotations of the image: those of the origin are left out by an engine. */
    Map<String, String> annotations(BuildRequest request) {
        return kind == Kind.DOCKER
                ? request.image().annotations()
                : request.image().allAnnotations();
    }

    BuildReport.BuilderUsed reported() {
        return new BuildReport.BuilderUsed(kind.id(), reason);
    }
}
