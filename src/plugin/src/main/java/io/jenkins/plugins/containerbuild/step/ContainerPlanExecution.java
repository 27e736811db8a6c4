package io.jenkins.plugins.containerbuild.step;

import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.containerbuild.ContainerBuild.Detail;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** {@code containerPlan} at work. */
final class ContainerPlanExecution extends AgentExecution {
    private static final long serialVersionUID = 1L;

    private final ContainerPlanStep step;

    ContainerPlanExecution(StepContext context, ContainerPlanStep step) {
        super(context);
        this.step = step;
    }

    @Override
    String name() {
        return "containerPlan";
    }

    @Override
    Map<String, Object> carryOut() throws IOException, InterruptedException {
        AgentRequest request = new Requests(getContext()).of(step);
        TaskListener log = getContext().get(TaskListener.class);
        String json = onAgent(getContext().get(FilePath.class), new AgentPlan(request, log, key(), details()));
        return JsonObject.parse(json.getBytes(StandardCharsets.UTF_8)).members();
    }

    private Set<Detail> details() {
        Set<Detail> details = EnumSet.noneOf(Detail.class);
        if (step.isResolve()) {
            details.add(Detail.RESOLVED_BASES);
        }
        if (step.isTotals()) {
            details.add(Detail.CONTEXT_TOTALS);
        }
        return details;
    }
}
