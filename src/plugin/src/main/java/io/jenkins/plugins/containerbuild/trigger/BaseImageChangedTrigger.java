package io.jenkins.plugins.containerbuild.trigger;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.triggers.Trigger;
import hudson.triggers.TriggerDescriptor;
import jenkins.model.ParameterizedJobMixIn;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code baseImageChanged()}: the job wants to be built when a base has changed that its last successful build used. */
public final class BaseImageChangedTrigger extends Trigger<Job<?, ?>> {

    @DataBoundConstructor
    public BaseImageChangedTrigger() {}

    /** Whether a job has it. */
    static boolean isOn(Job<?, ?> job) {
        return ParameterizedJobMixIn.getTrigger(job, BaseImageChangedTrigger.class) != null;
    }

    @Extension
    @Symbol("baseImageChanged")
    public static final class DescriptorImpl extends TriggerDescriptor {
        @Override
        public boolean isApplicable(Item item) {
            return item instanceof Job && item instanceof ParameterizedJobMixIn.ParameterizedJob;
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Build when a base image changes";
        }
    }
}
