package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.util.FormValidation;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Limits the age of base images. */
public final class AgeRule extends PolicyRule {
    private int days;

    @DataBoundConstructor
    public AgeRule(RuleAction action) {
        super(action);
    }

    public int getDays() {
        return days;
    }

    @DataBoundSetter
    public void setDays(int days) {
        this.days = days;
    }

    /** The number of days as text for the form; "" if not set. */
    public String getDaysText() {
        return days == 0 ? "" : String.valueOf(days);
    }

    @Override
    String problem() {
        return days > 0 ? "" : "days must be set, for example 90";
    }

    @Extension
    public static final class DescriptorImpl extends RuleDescriptor {
        public DescriptorImpl() {
            super(AgeRule.class);
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Rule with an age";
        }

        @POST
        public FormValidation doCheckDays(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() ? FormValidation.ok() : FormValidation.validatePositiveInteger(value);
        }
    }
}
