package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** A rule without parameters of its own. */
public final class PlainRule extends PolicyRule {
    @DataBoundConstructor
    public PlainRule(RuleAction action) {
        super(action);
    }

    @Override
    String problem() {
        return "";
    }

    @Extension
    public static final class DescriptorImpl extends RuleDescriptor {
        public DescriptorImpl() {
            super(PlainRule.class);
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Rule";
        }
    }
}
