package io.jenkins.plugins.containerbuild.step;

import hudson.model.TaskListener;
import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.ContainerBuild.Detail;
import io.jenkins.containerbuild.measure.Progress;
import java.util.EnumSet;
import java.util.Set;

/** Plans a build on the agent; the result is JSON. */
final class AgentPlan extends AgentWork<String> {
    private static final long serialVersionUID = 1L;

    private final EnumSet<Detail> details;

    AgentPlan(AgentRequest request, TaskListener log, String key, Set<Detail> details) {
        super(request, log, key);
        this.details = EnumSet.noneOf(Detail.class);
        this.details.addAll(details);
    }

    @Override
    String carryOut(BuildRequest build) {
        return ContainerBuild.plan(build, details, Progress.NONE).toJson().toStringWithNulls();
    }
}
