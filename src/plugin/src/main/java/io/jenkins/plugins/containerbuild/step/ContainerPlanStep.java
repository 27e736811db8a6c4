package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code containerPlan}: returns what {@code containerBuild} would do, as a map. */
public final class ContainerPlanStep extends ImageStep {
    private static final long serialVersionUID = 1L;

    private boolean resolve;
    private boolean totals;

    @DataBoundConstructor
    public ContainerPlanStep() {
        // Nothing is required.
    }

    /** Whether to look up base images in their registries. */
    public boolean isResolve() {
        return resolve;
    }

    @DataBoundSetter
    public void setResolve(boolean resolve) {
        this.resolve = resolve;
    }

    /** Whether to count all files of the build context. */
    public boolean isTotals() {
        return totals;
    }

    @DataBoundSetter
    public void setTotals(boolean totals) {
        this.totals = totals;
    }

    @Override
    public StepExecution start(StepContext stepContext) {
        return new ContainerPlanExecution(stepContext, this);
    }

    @Extension
    public static final class DescriptorImpl extends ImageStepDescriptor {
        @Override
        public String getFunctionName() {
            return "containerPlan";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Show what building a container image would do";
        }
    }
}
