package io.jenkins.plugins.containerbuild.config;

import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.List;

/** The builders to choose from. */
public final class BuilderNames {
    private BuilderNames() {}

    /**
     * For a drop-down.
     *
     * @param chosen by configuration as code or a Pipeline, which may name a builder of buildx; it stays one to choose
     */
    public static ListBoxModel items(String chosen) {
        ListBoxModel items = new ListBoxModel();
        items.add("auto: without an engine where the Dockerfile allows it", "auto");
        items.add("embedded: always without an engine", "embedded");
        items.add("docker: always with the agent's engine", "docker");
        items.add("buildx: the builder that docker buildx on the agent would take", "buildx");
        if (chosen != null && chosen.startsWith("buildx:")) {
            items.add(chosen, chosen);
        }
        return items;
    }

    /** What is wrong with a name, with what would do; "" where all is well. */
    static String problem(String name) {
        List<String> known = items("").stream().map(item -> item.value).toList();
        return known.contains(name) || name.matches("buildx:.+")
                ? ""
                : "builder: \"" + name + "\" is not known" + Suggestion.of(name, known) + "; "
                        + String.join(", ", known) + " and buildx:NAME are";
    }
}
