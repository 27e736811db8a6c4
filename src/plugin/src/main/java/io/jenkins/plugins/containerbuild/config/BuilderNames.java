package io.jenkins.plugins.containerbuild.config;

import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.List;

/** The builders that users can choose. */
public final class BuilderNames {
    private BuilderNames() {}

    /**
     * Items for a drop-down list.
     *
     * @param chosen current value, or null if not set. A named buildx builder or the address of a BuildKit, which
     *     only configuration as code or a Pipeline can set, is added to the list if it is the current value.
     */
    public static ListBoxModel items(String chosen) {
        ListBoxModel items = new ListBoxModel();
        items.add("auto: without an engine if the Dockerfile allows it", "auto");
        items.add("embedded: always without an engine", "embedded");
        items.add("docker: always with the agent's engine", "docker");
        items.add("buildx: the current builder of docker buildx on the agent", "buildx");
        if (chosen != null && (chosen.startsWith("buildx:") || chosen.startsWith("buildkit:"))) {
            items.add(chosen, chosen);
        }
        return items;
    }

    /** Explains why a name is invalid and lists the valid names; returns "" if the name is valid. */
    static String problem(String name) {
        List<String> known = items("").stream().map(item -> item.value).toList();
        return known.contains(name) || name.matches("buildx:.+|buildkit:(unix|tcp)://.+")
                ? ""
                : "builder: \"" + name + "\" is not known" + Suggestion.of(name, known) + "; use one of "
                        + String.join(", ", known) + ", buildx:NAME, buildkit:ADDRESS";
    }
}
