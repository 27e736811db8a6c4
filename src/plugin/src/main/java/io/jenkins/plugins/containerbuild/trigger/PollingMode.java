package io.jenkins.plugins.containerbuild.trigger;

/** When base images are polled. The constants are in lower case because configuration as code uses their names. */
public enum PollingMode {
    auto("If no webhook sent an event in the last day"),
    always("Always"),
    never("Never");

    private final String displayName;

    PollingMode(String displayName) {
        this.displayName = displayName;
    }

    public String getDisplayName() {
        return displayName;
    }
}
