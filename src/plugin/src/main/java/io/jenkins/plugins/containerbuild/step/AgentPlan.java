package io.jenkins.plugins.containerbuild.step;

import hudson.remoting.VirtualChannel;
import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.measure.Progress;
import java.io.File;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;

/** Plans on the agent, in the workspace; gives JSON. */
final class AgentPlan extends MasterToSlaveFileCallable<String> {
    private static final long serialVersionUID = 1L;

    private final AgentRequest request;

    AgentPlan(AgentRequest request) {
        this.request = request;
    }

    @Override
    public String invoke(File workspace, VirtualChannel channel) {
        return ContainerBuild.plan(request.in(workspace.toPath()), Set.of(), Progress.NONE)
                .toJson()
                .toStringWithNulls();
    }
}
