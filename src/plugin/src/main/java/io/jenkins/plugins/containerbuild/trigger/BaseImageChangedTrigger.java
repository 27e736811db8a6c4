package io.jenkins.plugins.containerbuild.trigger;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Item;
import hudson.model.Job;
import hudson.triggers.Trigger;
import hudson.triggers.TriggerDescriptor;
import jenkins.model.ParameterizedJobMixIn;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code baseImageChanged()}: builds the job when a base image of its last successful build has changed. */
public final class BaseImageChangedTrigger extends Trigger<Job<?, ?>> {

    @DataBoundConstructor
    public BaseImageChangedTrigger() {}

    /** Whether a job has this trigger. */
    static boolean isOn(Job<?, ?> job) {
        return ParameterizedJobMixIn.getTrigger(job, BaseImageChangedTrigger.class) != null;
    }

    @Extension
    @Symbol("baseImageChanged")
    public static final class DescriptorImpl extends TriggerDescriptor {
        /** Only Pipelines have steps that build images; for other jobs the trigger would have no effect. */
        @Override
        public boolean isApplicable(Item item) {
            return item instanceof Job
                    && item instanceof ParameterizedJobMixIn.ParameterizedJob
                    && !(item instanceof AbstractProject);
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Build when a base image changes";
        }
    }
}
