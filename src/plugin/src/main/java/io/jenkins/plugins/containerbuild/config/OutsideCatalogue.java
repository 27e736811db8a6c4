package io.jenkins.plugins.containerbuild.config;

import io.jenkins.containerbuild.policy.Policy;

/** What happens to a {@code FROM} that is not in the catalogue; in lower case, as configuration as code has it. */
public enum OutsideCatalogue {
    allow("Allow"),
    warn("Warn in the build log"),
    refuse("Refuse: the step fails");

    private final String displayName;

    OutsideCatalogue(String displayName) {
        this.displayName = displayName;
    }

    public String getDisplayName() {
        return displayName;
    }

    Policy.Action action() {
        return switch (this) {
            case allow -> Policy.Action.OFF;
            case warn -> Policy.Action.WARN;
            case refuse -> Policy.Action.REFUSE;
        };
    }
}
