package io.jenkins.plugins.containerbuild.step;

import hudson.model.TaskListener;
import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlainProgress;
import java.io.OutputStream;
import java.util.Set;

/** Builds an image on the agent. */
final class AgentBuild extends AgentWork<BuildReport> {
    private static final long serialVersionUID = 1L;

    private final Verbosity verbosity;

    /** How much of a successful build the log contains. */
    enum Verbosity {
        NORMAL,
        /** Only warnings. */
        QUIET
    }

    AgentBuild(AgentRequest request, TaskListener log, String key, Verbosity verbosity) {
        super(request, log, key);
        this.verbosity = verbosity;
    }

    @Override
    BuildReport carryOut(BuildRequest build) {
        if (verbosity == Verbosity.QUIET) {
            return carryOut(build, new Warnings());
        }
        PlainProgress progress = new PlainProgress(this::print);
        BuildReport report = carryOut(build, progress);
        progress.finish();
        return report;
    }

    private static BuildReport carryOut(BuildRequest build, Progress progress) {
        return ContainerBuild.build(
                build, Set.of(ContainerBuild.Detail.CONTEXT_TOTALS), OutputStream.nullOutputStream(), progress);
    }

    private final class Warnings implements Progress {
        @Override
        public void warning(String message) {
            print("WARNING: " + message);
        }
    }
}
