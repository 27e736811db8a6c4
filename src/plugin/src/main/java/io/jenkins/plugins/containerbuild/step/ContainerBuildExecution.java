package io.jenkins.plugins.containerbuild.step;

import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.containerbuild.advice.Severity;
import io.jenkins.plugins.containerbuild.catalogue.SmallerParents;
import io.jenkins.plugins.containerbuild.history.BoundedReport;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.io.IOException;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs {@code containerBuild}. */
final class ContainerBuildExecution extends AgentExecution {
    private static final long serialVersionUID = 1L;

    private final ContainerBuildStep step;

    ContainerBuildExecution(StepContext context, ContainerBuildStep step) {
        super(context);
        this.step = step;
    }

    @Override
    String name() {
        return "containerBuild";
    }

    @Override
    ContainerImage carryOut() throws IOException, InterruptedException {
        FilePath workspace = getContext().get(FilePath.class);
        Run<?, ?> run = getContext().get(Run.class);
        TaskListener log = getContext().get(TaskListener.class);
        Optional<Severity> leastWarnSeverity = step.leastWarnSeverity();
        AgentRequest request = new AgentRequests(getContext()).of(step);
        BoundedReport bounded = BoundedReport.of(onAgent(
                workspace,
                new AgentBuild(
                        request,
                        log,
                        key(),
                        step.isQuiet() ? AgentBuild.Verbosity.QUIET : AgentBuild.Verbosity.NORMAL)));
        BuildRecord record = RunHistory.add(run, step.getImage(), bounded, SmallerParents.of(bounded.report()));
        FindingLog findings = new FindingLog(bounded.report());
        if (!step.isQuiet()) {
            log.getLogger().print(findings.summary());
        }
        if (findings.isSevere(leastWarnSeverity)) {
            warn(log, findings.warning());
        }
        return new ContainerImage(bounded.report(), record);
    }

    /** Marks the step as unstable in Pipeline views; the result of the run does not change. */
    private void warn(TaskListener log, String message) throws IOException, InterruptedException {
        log.getLogger().println("WARNING: " + message);
        FlowNode node = getContext().get(FlowNode.class);
        if (node != null) {
            node.addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(message));
        }
    }
}
