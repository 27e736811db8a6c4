package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.fault.InputException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The dependencies between stages. */
final class StageGraph {
    private StageGraph() {}

    /** The target and all stages that it needs, directly or indirectly, in the order of the Dockerfile. */
    static Set<StagePlan> reachable(List<StagePlan> plans, StagePlan target) {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(target.index));
        while (!open.isEmpty()) {
            int index = open.pop();
            if (!seen.get(index)) {
                seen.set(index);
                open.addAll(plans.get(index).needs());
            }
        }
        Set<StagePlan> result = new LinkedHashSet<>();
        for (int index = seen.nextSetBit(0); index >= 0; index = seen.nextSetBit(index + 1)) {
            result.add(plans.get(index));
        }
        return result;
    }

    /** Throws an {@link InputException} with file and line if stages take files from each other in a cycle. */
    static void checkNoCircle(List<StagePlan> plans, String fileName) {
        BitSet left = new BitSet();
        left.set(0, plans.size());
        boolean forward = linksForward(plans);
        boolean removed = forward;
        while (removed) {
            removed = false;
            for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
                if (plans.get(i).linkedStages().stream().noneMatch(left::get)) {
                    left.clear(i);
                    removed = true;
                }
            }
        }
        if (forward && !left.isEmpty()) {
            throw circle(plans, left, fileName);
        }
    }

    /** Whether a stage takes files from itself or a later stage. Without such a link there cannot be a cycle. */
    private static boolean linksForward(List<StagePlan> plans) {
        for (StagePlan plan : plans) {
            for (int stage : plan.linkedStages()) {
                if (stage >= plan.index) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The error for a cycle. Each stage in {@code left} links to a stage in {@code left}, so following the links leads
     * into the cycle.
     */
    private static InputException circle(List<StagePlan> plans, BitSet left, String fileName) {
        BitSet passed = new BitSet();
        int at = left.nextSetBit(0);
        while (!passed.get(at)) {
            passed.set(at);
            at = next(plans.get(at), left).stage();
        }
        StagePlan plan = plans.get(at);
        return InputException.at(
                fileName,
                next(plan, left).line(),
                "circular dependency detected on stage: " + plan.shownName()
                        + "; a stage cannot copy files from a stage that depends on it");
    }

    private static StagePlan.Link next(StagePlan plan, BitSet left) {
        return plan.links().stream()
                .filter(link -> link.stage() >= 0 && left.get(link.stage()))
                .findFirst()
                .orElseThrow();
    }
}
