package io.jenkins.plugins.containerbuild.step;

import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.containerbuild.ContainerBuild.Detail;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs {@code containerPlan}. */
final class ContainerPlanExecution extends AgentExecution {
    private static final long serialVersionUID = 1L;

    /** Maximum length of a plan in characters: twice the length of a plan with 100,000 needed files. */
    private static final int MAX_PLAN_LENGTH = 20_000_000;

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
        AgentRequest request = new AgentRequests(getContext()).of(step);
        TaskListener log = getContext().get(TaskListener.class);
        String json = onAgent(getContext().get(FilePath.class), new AgentPlan(request, log, key(), details()));
        if (json.length() > MAX_PLAN_LENGTH) {
            throw new ServiceException("the plan has " + Figures.count(json.length(), "character") + ", the limit is "
                    + Figures.count(MAX_PLAN_LENGTH) + "; use a .dockerignore file or a smaller context");
        }
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
