package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.StagePlan.Link;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.image.NamedContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds the stage, image or named context to which {@code COPY --from} or {@code from} in a mount refers. */
final class StageLinker {
    private final List<StagePlan> plans;
    private final NamedContexts contexts;
    /** Stage indexes by name. If several stages have the same name, the last one is used. */
    private final Map<String, Integer> byName = new HashMap<>();

    StageLinker(List<StagePlan> plans, NamedContexts contexts) {
        this.plans = plans;
        this.contexts = contexts;
        for (StagePlan plan : plans) {
            if (!plan.name.isEmpty()) {
                byName.put(plan.name, plan.index);
            }
        }
    }

    /**
     * Links a step to the stages, images and named contexts that it takes files from. Throws a {@link Mistake} if a
     * stage index does not exist or an image name is invalid.
     */
    void link(StagePlan plan, StagePlan.Step step) {
        for (String flag : step.node().flags()) {
            if (step.node().keyword().equals("COPY") && flag.startsWith("--from=")) {
                String from = flag.substring("--from=".length());
                if (!from.isEmpty()) {
                    plan.copyLinks.putIfAbsent(
                            from, copyLink(from, step.position().line()));
                }
            } else if (step.node().keyword().equals("RUN") && flag.startsWith("--mount=")) {
                String from = MountOptions.from(flag.substring("--mount=".length()));
                if (!from.isEmpty()) {
                    plan.mountLinks.putIfAbsent(
                            from, namedLink(from, step.position().line()));
                }
            }
        }
    }

    private Link copyLink(String from, int line) {
        if (!from.matches("[+-]?[0-9]{1,9}")) {
            return namedLink(from, line);
        }
        int index = Integer.parseInt(from);
        if (index < 0 || index >= plans.size()) {
            throw new Mistake("invalid stage index " + index + "; use an index from 0 to " + (plans.size() - 1));
        }
        return new Link(index, null, line);
    }

    private Link namedLink(String from, int line) {
        Integer stage = byName.get(from.toLowerCase(Locale.ROOT));
        if (stage != null) {
            return new Link(stage, null, line);
        }
        if (from.equals("scratch")) {
            return new Link(-1, null, line);
        }
        NamedContext place = contexts.forImage(from);
        // a name that consists of digits would be read as a stage index
        String reference = from.matches("[0-9]+") ? "docker.io/library/" + from : from;
        return new Link(-1, new ExternalSource(reference, place, "", line, ExternalSource.Use.FILES), line);
    }
}
