package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.embedded.Obstacles;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.List;
import java.util.Optional;

/** Selects the builder of a plan, with the reason. */
final class BuilderSelection {
    private static final String EMBEDDED = "embedded";
    private static final String DOCKER = "docker";
    private static final String BUILDX = "buildx";

    private BuilderSelection() {}

    /** The builder for these stages. */
    static BuildReport.Builder of(BuildRequest request, List<Stage> stages) {
        return switch (request.builder().kind()) {
            case EMBEDDED -> new BuildReport.Builder(EMBEDDED, "asked for");
            case DOCKER -> new BuildReport.Builder(DOCKER, "asked for");
            case BUILDX -> new BuildReport.Builder(BUILDX, "asked for");
            case AUTO ->
                Obstacles.first(stages)
                        .map(obstacle -> new BuildReport.Builder(DOCKER, obstacle.reason() + " needs an engine"))
                        .orElse(new BuildReport.Builder(EMBEDDED, "no RUN instruction in the reachable stages"));
        };
    }

    static boolean isEmbedded(BuildReport.Builder builder) {
        return builder.name().equals(EMBEDDED);
    }

    static boolean isBuildx(BuildReport.Builder builder) {
        return builder.name().equals(BUILDX);
    }

    /** Throws {@link InputException} with the line of an instruction that the embedded builder cannot carry out. */
    static void requireEmbedded(BuildRequest request, List<Stage> stages) {
        Optional<Obstacles.Obstacle> obstacle = Obstacles.first(stages);
        if (obstacle.isPresent()) {
            throw InputException.at(
                    request.dockerfileName(),
                    obstacle.get().line(),
                    obstacle.get().reason() + " needs a container engine, which " + Setting.BUILDER.inWords(EMBEDDED)
                            + " does not use; use " + Setting.BUILDER.inWords(DOCKER)
                            + ", a base image that contains the result, or a stage without it ("
                            + Setting.TARGET.inWords() + ")");
        }
    }

    /** Notes about options that the embedded builder ignores. */
    static List<String> notesOfEmbedded(BuildRequest request) {
        return request.options().caches().isEmpty()
                ? List.of()
                : List.of(Setting.CACHE_FROM.inWords() + " and " + Setting.CACHE_TO.inWords()
                        + " apply to engines only; without an engine, layers pushed by other machines"
                        + " are found only in the image's own repository");
    }

    /** The error to report if a plan needs an engine and none is available. */
    static ServiceException withoutEngine(BuildRequest request, List<Stage> stages, ServiceException fault) {
        return Obstacles.first(stages)
                .map(obstacle -> new ServiceException(
                        request.dockerfileName() + ":" + obstacle.line() + ": " + obstacle.reason()
                                + " needs an engine: " + fault.getMessage(),
                        fault))
                .orElse(fault);
    }
}
