package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.ContextPlanner;
import io.jenkins.containerbuild.context.CopySource;
import io.jenkins.containerbuild.file.FileTree;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A planner that keeps the latest plan of each tree and returns it again if the sources are the same. Thread-safe. */
final class RememberedPlans implements NeededFiles.Planner {
    private final Map<FileTree, ContextPlan> plans = new ConcurrentHashMap<>();

    @Override
    public ContextPlan plan(FileTree tree, String dockerfile, List<CopySource> uses) {
        ContextPlan known = plans.get(tree);
        if (known == null || !isOf(known, uses)) {
            known = ContextPlanner.plan(tree, dockerfile, uses);
            plans.put(tree, known);
        }
        return known;
    }

    private static boolean isOf(ContextPlan plan, List<CopySource> uses) {
        boolean same = plan.uses().size() == uses.size();
        for (int i = 0; same && i < uses.size(); i++) {
            same = plan.uses().get(i).source().equals(uses.get(i));
        }
        return same;
    }
}
