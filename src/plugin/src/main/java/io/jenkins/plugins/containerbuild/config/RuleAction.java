package io.jenkins.plugins.containerbuild.config;

import io.jenkins.containerbuild.policy.Policy;
import java.util.Locale;

/** Action if a rule is violated. The constants are in lower case because configuration as code uses their names. */
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
