package io.jenkins.plugins.containerbuild.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** {@code containerBuild} at work. */
final class ContainerBuildExecution extends AgentExecution {
    private static final long serialVersionUID = 1L;

    private final ContainerBuildStep step;

    ContainerBuildExecution(StepContext context, ContainerBuildStep step) {
        super(context);
        this.step = step;
    }

    @Override
    ContainerImage carryOut() throws IOException, InterruptedException {
        FilePath workspace = getContext().get(FilePath.class);
        Run<?, ?> run = getContext().get(Run.class);
        TaskListener log = getContext().get(TaskListener.class);
        AgentRequest request = Requests.of(step, run, workspace, getContext().get(EnvVars.class));
        if (request.destinations().isEmpty()) {
            log.getLogger()
                    .println("WARNING: the image goes nowhere, since its name has no registry;"
                            + " a name such as registry.example/" + step.getImage()
                            + ", or load: true, would take it somewhere");
        }
        BuildReport report = onAgent(
                workspace,
                new AgentBuild(request, log, step.isQuiet() ? AgentBuild.Narration.QUIET : AgentBuild.Narration.PLAIN));
        BuildRecord record = RunHistory.add(run, step.getImage(), report);
        return new ContainerImage(report, record);
    }
}
