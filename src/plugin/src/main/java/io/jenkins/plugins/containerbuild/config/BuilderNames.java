package io.jenkins.plugins.containerbuild.config;

import hudson.util.ListBoxModel;

/** The builders to choose from. */
public final class BuilderNames {
    private BuilderNames() {}

    /** For a drop-down. */
    public static ListBoxModel items() {
        ListBoxModel items = new ListBoxModel();
        items.add("auto: without an engine where the Dockerfile allows it", "auto");
        items.add("embedded: always without an engine", "embedded");
        items.add("docker: always with the agent's engine", "docker");
        items.add("buildx: the builder that docker buildx on the agent would take", "buildx");
        return items;
    }
}
