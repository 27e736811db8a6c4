package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.ContextPlanner;
import io.jenkins.containerbuild.context.CopySource;
import io.jenkins.containerbuild.context.Finding;
import io.jenkins.containerbuild.context.Findings;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that the needed stages take from local directories.
 *
 * @param context those of the build's own context
 * @param named those of named contexts that are directories
 */
record NeededFiles(ContextPlan context, Map<String, ContextPlan> named) {

    /** Throws {@link io.jenkins.containerbuild.fault.InputException} with the line of an instruction whose source is missing. */
    static NeededFiles find(BuildRequest request, LocalTrees trees, Evaluation evaluation) {
        String dockerfile = request.dockerfileName();
        ContextPlan context = ContextPlanner.plan(trees.context(), dockerfile, sources("", evaluation.stages()));
        Map<String, ContextPlan> named = new LinkedHashMap<>();
        trees.named().forEach((name, tree) -> {
            List<CopySource> sources = sources(name, evaluation.stages());
            if (!sources.isEmpty()) {
                named.put(name, ContextPlanner.plan(tree, dockerfile, sources));
            }
        });
        return new NeededFiles(context, named);
    }

    /** What the stages take from the directory of that name; "" is the context. */
    private static List<CopySource> sources(String name, List<Stage> stages) {
        List<CopySource> sources = new ArrayList<>();
        for (Stage stage : stages) {
            if (!name.isEmpty() && stage.base().equals(name)) {
                sources.add(CopySource.ofMount(stage.from().line(), ""));
            }
            for (Instruction instruction : stage.instructions()) {
                addSources(name, instruction, sources);
            }
        }
        return sources;
    }

    private static void addSources(String name, Instruction instruction, List<CopySource> sources) {
        int line = instruction.position().line();
        if (instruction instanceof Instruction.Transfer transfer) {
            String from = transfer instanceof Instruction.Copy copy ? copy.from() : "";
            List<String> local = transfer.localSources();
            if (from.equals(name) && !local.isEmpty()) {
                sources.add(new CopySource(line, local, transfer.excludes(), transfer.parents()));
            }
        } else if (instruction instanceof Instruction.Run run) {
            for (Instruction.Mount mount : run.mounts()) {
                if (mount.type().equals("bind") && mount.from().equals(name)) {
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
