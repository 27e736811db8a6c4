package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.ContextPlanner;
import io.jenkins.containerbuild.context.CopySource;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Mount;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.file.FileTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that the needed stages copy from local directories.
 *
 * @param context the needed files of the build context
 * @param named the needed files of each named context that is a directory, by name
 */
record NeededFiles(ContextPlan context, Map<String, ContextPlan> named) {

    /**
     * Plans the files to copy from one tree, for example {@link ContextPlanner#plan} or {@link ContextPlanner#preview}.
     */
    @FunctionalInterface
    interface Planner {
        ContextPlan plan(FileTree tree, String dockerfile, List<CopySource> uses);
    }

    /**
     * Finds the needed files; throws {@link io.jenkins.containerbuild.fault.InputException} with the line of an
     * instruction whose source is missing.
     */
    static NeededFiles find(BuildRequest request, LocalTrees trees, Evaluation evaluation, Planner planner) {
        String dockerfile = request.source().dockerfileName();
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

    /**
     * Returns all names by which the Dockerfile refers to a named context. For example, a context {@code alpine} that
     * replaces an image is also referred to as {@code alpine:latest}.
     */
    private static Set<String> references(String name, Evaluation evaluation) {
        Set<String> references = new HashSet<>(Set.of(name));
        for (ExternalSource source : evaluation.sources()) {
            if (source.place().name().equals(name)) {
                references.add(source.reference());
            }
        }
        return references;
    }

    /** Returns the sources that stages copy from the directory that has these names; "" is the build context. */
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
}
