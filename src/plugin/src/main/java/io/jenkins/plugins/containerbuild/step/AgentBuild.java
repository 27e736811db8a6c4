package io.jenkins.plugins.containerbuild.step;

import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlainProgress;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;

/** Builds on the agent, in the workspace. An interrupt, which an abort and a lost channel send, cancels it. */
final class AgentBuild extends MasterToSlaveFileCallable<BuildReport> {
    private static final long serialVersionUID = 1L;

    private final AgentRequest request;
    private final TaskListener log;
    private final Narration narration;

    /** What the log tells of a build that goes well. */
    enum Narration {
        PLAIN,
        QUIET
    }

    AgentBuild(AgentRequest request, TaskListener log, Narration narration) {
        this.request = request;
        this.log = log;
        this.narration = narration;
    }

    @Override
    public BuildReport invoke(File workspace, VirtualChannel channel) {
        BuildRequest build = request.in(workspace.toPath());
        PrintStream lines = log.getLogger();
        PlainProgress progress = new PlainProgress(line -> lines.println(request.masked(line)));
        try {
            BuildReport report = ContainerBuild.build(
                    build,
                    Set.of(ContainerBuild.Detail.CONTEXT_TOTALS),
                    OutputStream.nullOutputStream(),
                    narration == Narration.QUIET ? Progress.NONE : progress);
            progress.finish();
            return report;
        } finally {
            lines.flush();
        }
    }
}
