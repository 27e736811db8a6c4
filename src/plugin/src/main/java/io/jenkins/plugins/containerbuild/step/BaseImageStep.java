package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.io.Serializable;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.StepExecutions;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code baseImage('java-17')}: returns the reference of a catalogue entry, with its digest if the entry is pinned. */
public final class BaseImageStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;

    @DataBoundConstructor
    public BaseImageStep(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }

    @Override
    public StepExecution start(StepContext context) {
        String wanted = name;
        return StepExecutions.synchronous(context, step -> reference(wanted));
    }

    private static String reference(String name) throws BuildInputException {
        try {
            return ContainerBuildConfiguration.get()
                    .baseline()
                    .catalogue()
                    .entry(name)
                    .pinned();
        } catch (InputException e) {
            throw new BuildInputException("baseImage", e.getMessage());
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "baseImage";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Reference of a base image";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of();
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return ImageStepDescriptor.check(item, () -> ContainerBuildConfiguration.get()
                    .baseline()
                    .catalogue()
                    .entry(value.trim()));
        }

        @POST
        public ListBoxModel doFillNameItems(@AncestorInPath Item item) {
            FormAccess.check(item);
            ListBoxModel items = new ListBoxModel();
            for (BaseImageEntry base : ContainerBuildConfiguration.get().getBases()) {
                items.add(base.getName());
            }
            return items;
        }
    }
}
