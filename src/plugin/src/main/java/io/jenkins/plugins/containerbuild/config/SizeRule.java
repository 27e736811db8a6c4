package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.containerbuild.policy.Policy;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Limits the compressed size of images or layers. */
public final class SizeRule extends PolicyRule {
    private String bytes;

    @DataBoundConstructor
    public SizeRule(RuleAction action) {
        super(action);
    }

    /** Maximum size as a number of bytes or with a unit: {@code 500000000} or {@code 500MB}. */
    public String getBytes() {
        return bytes;
    }

    @DataBoundSetter
    public void setBytes(String bytes) {
        this.bytes = Util.fixEmptyAndTrim(bytes);
    }

    long maxBytes() {
        return bytes == null ? 0 : Policy.parseBytes(bytes);
    }

    @Override
    String problem() {
        if (bytes == null) {
            return "bytes must be set, for example 500MB";
        }
        try {
            Policy.parseBytes(bytes);
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @Extension
    public static final class DescriptorImpl extends RuleDescriptor {
        public DescriptorImpl() {
            super(SizeRule.class);
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Rule with a size";
        }

        @POST
        public FormValidation doCheckBytes(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() ? FormValidation.ok() : FormText.check(value, Policy::parseBytes);
        }
    }
}
