package io.jenkins.containerbuild;

import io.jenkins.containerbuild.build.embedded.Obstacles;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.List;
import java.util.Optional;

/** Which builder carries a plan out, and why. */
final class BuilderSelection {

    private BuilderSelection() {}

    /** The builder that a plan would go to, for a plan that is only shown. */
    static BuildReport.Builder of(BuildRequest request, List<Stage> stages) {
        if (request.builder() == BuildRequest.BuilderChoice.EMBEDDED) {
            return new BuildReport.Builder("embedded", "asked for by --builder");
        }
        return Obstacles.first(stages)
                .map(obstacle -> new BuildReport.Builder("docker", obstacle.reason() + " needs an engine"))
                .orElse(new BuildReport.Builder("embedded", "no RUN instruction in the reachable stages"));
    }

    /** Throws {@link InputException} with the line of an instruction that the embedded builder cannot carry out. */
    static void requireEmbedded(BuildRequest request, List<Stage> stages) {
        Optional<Obstacles.Obstacle> obstacle = Obstacles.first(stages);
        if (obstacle.isPresent()) {
            throw InputException.at(
                    request.dockerfileName(),
                    obstacle.get().line(),
                    obstacle.get().reason() + " needs a container engine, and building with one is not built yet;"
                            + " a base that has the result already, or a stage without it (--target), would work");
        }
    }
}
