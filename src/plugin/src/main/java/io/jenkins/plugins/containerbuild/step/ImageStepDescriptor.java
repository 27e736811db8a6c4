package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.plugins.containerbuild.config.BuilderNames;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.util.Map;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** Form for the parameters that {@code containerBuild} and {@code containerPlan} share. */
public abstract class ImageStepDescriptor extends StepDescriptor {
    ImageStepDescriptor() {
        // Only containerBuild and containerPlan extend this class.
    }

    @Override
    public final Set<? extends Class<?>> getRequiredContext() {
        return Set.of(FilePath.class, Run.class, TaskListener.class, EnvVars.class);
    }

    /** Creates a step from its form, in which lists and maps are lines of text. */
    @Override
    public Step newInstance(StaplerRequest2 request, @NonNull JSONObject form) throws FormException {
        ImageStep step = (ImageStep) super.newInstance(request, FormLines.bindable(form));
        step.setBuildArgs(FormLines.map(form, "buildArgs"));
        step.setBaseImages(FormLines.map(form, "baseImages"));
        return step;
    }

    /** A list or map as lines of text for the form. */
    public final String lines(Object value) {
        return FormLines.write(value);
    }

    /** Runs a check that throws if a value is invalid. Requires permission to read the job's configuration. */
    static FormValidation check(Item item, Runnable reader) {
        FormAccess.check(item);
        try {
            reader.run();
            return FormValidation.ok();
        } catch (InputException | IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    @POST
    public FormValidation doCheckContext(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> AgentRequests.path("context", value.trim()));
    }

    @POST
    public FormValidation doCheckDockerfile(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> AgentRequests.path("dockerfile", value.trim()));
    }

    @POST
    public FormValidation doCheckTarget(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> {
            if (!value.trim().matches("[A-Za-z0-9._-]*")) {
                throw new InputException("target must be the name of a stage: the word after AS in the Dockerfile");
            }
        });
    }

    @POST
    public FormValidation doCheckBuildArgs(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> FormLines.requireMap(value));
    }

    /** Checks that all replacement base images are entries of the base image catalogue. */
    @POST
    public FormValidation doCheckBaseImages(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> {
            Map<String, String> names = FormLines.requireMap(value);
            names.values().forEach(name -> ContainerBuildConfiguration.get()
                    .baseline()
                    .catalogue()
                    .entry(name));
        });
    }

    @POST
    public FormValidation doCheckPlatform(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> {
            if (!value.isBlank()) {
                Platform.parse(value.trim());
            }
        });
    }

    @POST
    public FormValidation doCheckBuilder(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> {
            if (!value.isBlank()) {
                AgentRequests.builder(value.trim());
            }
        });
    }

    @POST
    public ListBoxModel doFillBuilderItems(@AncestorInPath Item item, @QueryParameter String builder) {
        FormAccess.check(item);
        ListBoxModel items = BuilderNames.items(builder);
        items.add(0, new ListBoxModel.Option("use the global setting", ""));
        return items;
    }
}
