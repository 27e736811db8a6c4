package io.jenkins.plugins.containerbuild.config;

import io.jenkins.containerbuild.policy.Policy;
import java.util.Locale;

/** What a violation comes to; in lower case, as configuration as code has it. */
public enum RuleAction {
    off("Off"),
    warn("Warn, in the log and on the build's page"),
    refuse("Refuse: the step fails");

    private final String displayName;

    RuleAction(String displayName) {
        this.displayName = displayName;
    }

    public String getDisplayName() {
        return displayName;
    }

    Policy.Action action() {
        return Policy.Action.valueOf(name().toUpperCase(Locale.ROOT));
    }
}
