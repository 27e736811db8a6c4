package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.ContextPlanner;
import io.jenkins.containerbuild.context.CopySource;
import io.jenkins.containerbuild.context.FileTree;
import io.jenkins.containerbuild.context.Finding;
import io.jenkins.containerbuild.context.Findings;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Mount;
import io.jenkins.containerbuild.dockerfile.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that the needed stages take from local directories.
 *
 * @param context those of the build's own context
 * @param named those of named contexts that are directories
 */
record NeededFiles(ContextPlan context, Map<String, ContextPlan> named) {

    /** {@link ContextPlanner#plan} or {@link ContextPlanner#preview}. */
    @FunctionalInterface
    interface Planner {
        ContextPlan plan(FileTree tree, String dockerfile, List<CopySource> uses);
    }

    /** Throws {@link io.jenkins.containerbuild.fault.InputException} with the line of an instruction whose source is missing. */
    static NeededFiles find(BuildRequest request, LocalTrees trees, Evaluation evaluation, Planner planner) {
        String dockerfile = request.dockerfileName();
        ContextPlan context = planner.plan(trees.context(), dockerfile, sources(Set.of(""), evaluation.stages()));
        Map<String, ContextPlan> named = new LinkedHashMap<>();
        trees.named().forEach((name, tree) -> {
            List<CopySource> sources = sources(references(name, evaluation), evaluation.stages());
            if (!sources.isEmpty()) {
                named.put(name, planner.plan(tree, dockerfile, sources));
            }
        });
        return new NeededFiles(context, named);
    }

    /** What the Dockerfile may call a named context: as it stands in for an image, {@code alpine} is {@code alpine:latest}, too. */
    private static Set<String> references(String name, Evaluation evaluation) {
        Set<String> references = new HashSet<>(Set.of(name));
        for (ExternalSource source : evaluation.sources()) {
            if (source.namedContext().equals(name)) {
                references.add(source.reference());
            }
        }
        return references;
    }

    /** What the stages take from the directory of these names; "" is the context. */
    private static List<CopySource> sources(Set<String> names, List<Stage> stages) {
        List<CopySource> sources = new ArrayList<>();
        for (Stage stage : stages) {
            if (!stage.base().isEmpty() && names.contains(stage.base())) {
                sources.add(CopySource.ofMount(stage.from().line(), ""));
            }
            for (Instruction instruction : stage.instructions()) {
                addSources(names, instruction, sources);
            }
        }
        return sources;
    }

    private static void addSources(Set<String> names, Instruction instruction, List<CopySource> sources) {
        int line = instruction.position().line();
        if (instruction instanceof Instruction.Transfer transfer) {
            String from = transfer instanceof Instruction.Copy copy ? copy.from() : "";
            List<String> local = transfer.localSources();
            if (names.contains(from) && !local.isEmpty()) {
                sources.add(new CopySource(line, local, transfer.excludes(), transfer.parents()));
            }
        } else if (instruction instanceof Instruction.Run run) {
            for (Mount mount : run.mounts()) {
                if (mount.type().equals("bind") && names.contains(mount.from())) {
                    sources.add(CopySource.ofMount(line, mount.source()));
                }
            }
        }
    }

    /** What of the context an image hardly ever wants. */
    List<Finding> findings() {
        return Findings.of(context);
    }
}
