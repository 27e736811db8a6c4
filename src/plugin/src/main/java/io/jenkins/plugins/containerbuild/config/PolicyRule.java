package io.jenkins.plugins.containerbuild.config;

import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.containerbuild.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** How a rule is meant; a subclass has what the rule needs to know. */
public abstract class PolicyRule extends AbstractDescribableImpl<PolicyRule> {
    private final RuleAction action;
    private ArrayList<String> exceptions = new ArrayList<>();

    PolicyRule(RuleAction action) {
        this.action = action == null ? RuleAction.off : action;
    }

    /** Warns where another version saved an action that this one does not know. */
    public RuleAction getAction() {
        return action == null ? RuleAction.warn : action;
    }

    /** Patterns of full names of jobs that the rule is off for: {@code *} is anything but a slash, {@code **} is anything. */
    public List<String> getExceptions() {
        return Util.fixNull(exceptions);
    }

    @DataBoundSetter
    public void setExceptions(List<String> exceptions) {
        this.exceptions = new ArrayList<>(Util.fixNull(exceptions));
    }

    /** For the form. */
    public String getExceptionLines() {
        return String.join("\n", getExceptions());
    }

    Policy.Setting setting() {
        return new Policy.Setting(getAction().action(), List.copyOf(getExceptions()));
    }

    /** What a rule that is on needs and has not, or what of it is wrong; "" where all is well. */
    abstract String problem();

    /** What forms of all rules ask. */
    abstract static class RuleDescriptor extends Descriptor<PolicyRule> {
        RuleDescriptor(Class<? extends PolicyRule> rule) {
            super(rule);
        }

        @POST
        public FormValidation doCheckExceptions(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return FormText.lines(value).stream().anyMatch(line -> line.startsWith("/"))
                    ? FormValidation.error("Full names of jobs begin without a slash: team/legacy-*, or legacy/**")
                    : FormValidation.ok();
        }
    }
}
