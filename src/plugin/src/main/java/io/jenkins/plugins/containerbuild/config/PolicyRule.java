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

/** Settings of a policy rule: the action and the exceptions. Subclasses add the parameters of the rule. */
public abstract class PolicyRule extends AbstractDescribableImpl<PolicyRule> {
    private final RuleAction action;
    private ArrayList<String> exceptions = new ArrayList<>();

    PolicyRule(RuleAction action) {
        this.action = action == null ? RuleAction.off : action;
    }

    /** The action; {@code warn} if this version of the plugin does not support the saved action. */
    public RuleAction getAction() {
        return action == null ? RuleAction.warn : action;
    }

    /**
     * Jobs to which the rule does not apply, as patterns for full job names: {@code *} matches any characters except a
     * slash, {@code **} matches any characters.
     */
    public List<String> getExceptions() {
        return Util.fixNull(exceptions);
    }

    @DataBoundSetter
    public void setExceptions(List<String> exceptions) {
        this.exceptions = new ArrayList<>(Util.fixNull(exceptions));
    }

    /** The exceptions as text for the form. */
    public String getExceptionLines() {
        return String.join("\n", getExceptions());
    }

    Policy.Setting setting() {
        return new Policy.Setting(getAction().action(), List.copyOf(getExceptions()));
    }

    /** Describes a missing or invalid parameter; returns "" if all are valid. Not called if the rule is off. */
    abstract String problem();

    /** Form validation that all rules share. */
    abstract static class RuleDescriptor extends Descriptor<PolicyRule> {
        RuleDescriptor(Class<? extends PolicyRule> rule) {
            super(rule);
        }

        @POST
        public FormValidation doCheckExceptions(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return FormText.lines(value).stream().anyMatch(line -> line.startsWith("/"))
                    ? FormValidation.error(
                            "Job names must not begin with a slash, for example team/legacy-* or legacy/**")
                    : FormValidation.ok();
        }
    }
}
