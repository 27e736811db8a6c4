package io.jenkins.plugins.containerbuild.trigger;

/** When bases are polled; in lower case, as configuration as code has it. */
public enum PollingMode {
    auto("Where no webhook has spoken in the last day"),
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
