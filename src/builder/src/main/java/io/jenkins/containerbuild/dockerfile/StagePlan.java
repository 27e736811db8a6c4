package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.Position;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A stage while it is being worked out. */
final class StagePlan {
    /** An instruction, with the place that messages shall name: a trigger stands where the FROM stands that pulls it. */
    record Step(SyntaxNode node, Position position) {}

    /**
     * What a {@code --from} or a mount's {@code from} leads to.
     *
     * @param stage index of a stage, or -1
     * @param source an image or named context, or null
     * @param line of the instruction
     */
    record Link(int stage, ExternalSource source, int line) {}

    final int index;
    final String name;
    final SyntaxNode from;
    final List<Step> steps = new ArrayList<>();
    final Map<String, Link> copyLinks = new LinkedHashMap<>();
    final Map<String, Link> mountLinks = new LinkedHashMap<>();

    String base = "";
    String platform = "";
    int baseStage = -1;
    /** The source of the base; null for {@code scratch} and for a stage. */
    ExternalSource baseSource;
    /** Whether a named context stands in for the whole stage. */
    boolean replaced;

    StagePlan(int index, String name, SyntaxNode from) {
        this.index = index;
        this.name = name;
        this.from = from;
    }

    void add(SyntaxNode node) {
        steps.add(new Step(node, Instruction.Position.of(node)));
    }

    /** One that can be worked on without a trace in this one. */
    StagePlan copy() {
        StagePlan copy = new StagePlan(index, name, from);
        copy.steps.addAll(steps);
        copy.copyLinks.putAll(copyLinks);
        copy.mountLinks.putAll(mountLinks);
        copy.base = base;
        copy.platform = platform;
        copy.baseStage = baseStage;
        copy.baseSource = baseSource;
        copy.replaced = replaced;
        return copy;
    }

    StageOutline outline(boolean reachable) {
        List<Position> positions = new ArrayList<>();
        for (Step step : steps) {
            positions.add(step.position());
        }
        return new StageOutline(index, name, reachable, base, baseStage, positions);
    }

    /** For messages. */
    String shownName() {
        return name.isEmpty() ? "stage-" + index : name;
    }

    List<Link> links() {
        if (replaced) {
            return List.of();
        }
        List<Link> links = new ArrayList<>(copyLinks.values());
        links.addAll(mountLinks.values());
        return links;
    }

    /** Indexes of the stages that files are taken from. */
    List<Integer> linkedStages() {
        List<Integer> stages = new ArrayList<>();
        for (Link link : links()) {
            if (link.stage() >= 0) {
                stages.add(link.stage());
            }
        }
        return stages;
    }

    /** Indexes of the stages that this one needs. */
    List<Integer> needs() {
        List<Integer> needs = new ArrayList<>(linkedStages());
        if (baseStage >= 0) {
            needs.add(baseStage);
        }
        return needs;
    }
}
