package io.jenkins.plugins.containerbuild.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
    Map<String, Object> carryOut() throws IOException, InterruptedException {
        FilePath workspace = getContext().get(FilePath.class);
        ContainerBuildStep build = new ContainerBuildStep("plan");
        build.setContext(step.getContext());
        build.setDockerfile(step.getDockerfile());
        build.setTarget(step.getTarget());
        AgentRequest request = Requests.of(
                build, getContext().get(Run.class), workspace, getContext().get(EnvVars.class));
        String json = onAgent(workspace, new AgentPlan(request));
        return JsonObject.parse(json.getBytes(StandardCharsets.UTF_8)).members();
    }
}
