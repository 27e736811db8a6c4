package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import io.jenkins.containerbuild.policy.Policy;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A label that a rule requires. */
public final class LabelPattern extends AbstractDescribableImpl<LabelPattern> {
    private final String name;
    private String value;

    @DataBoundConstructor
    public LabelPattern(String name) {
        this.name = Util.fixNull(name).trim();
    }

    public String getName() {
        return name;
    }

    /** Pattern for the value of the label; {@code *} matches any characters. Null if any value is allowed. */
    public String getValue() {
        return value;
    }

    @DataBoundSetter
    public void setValue(String value) {
        this.value = Util.fixEmptyAndTrim(value);
    }

    Policy.Label label() {
        return new Policy.Label(name, Util.fixNull(value));
    }

    /** The label in the format of the form: {@code NAME} or {@code NAME=PATTERN}. */
    @Override
    public String toString() {
        return value == null ? name : name + "=" + value;
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<LabelPattern> {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Label";
        }
    }
}
