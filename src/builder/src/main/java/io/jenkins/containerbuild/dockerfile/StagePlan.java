package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.Position;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A stage whose base and dependencies are being resolved. */
final class StagePlan {
    /** An instruction with its position for messages. An ONBUILD trigger has the position of the FROM that adds it. */
    record Step(SyntaxNode node, Position position) {}

    /**
     * The resolved value of {@code COPY --from} or of {@code from} in a mount. For {@code scratch}, {@code stage} is -1
     * and {@code source} is null.
     *
     * @param stage index of the stage, or -1 if the value is not a stage
     * @param source image or named context, or null if the value is neither
     * @param line first line of the instruction
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
    /** The image or named context that is the base; null if the base is {@code scratch} or a stage. */
    ExternalSource baseSource;
    /** Whether a named context replaces the whole stage. */
    boolean replaced;

    StagePlan(int index, String name, SyntaxNode from) {
        this.index = index;
        this.name = name;
        this.from = from;
    }

    void add(SyntaxNode node) {
        steps.add(new Step(node, position(node)));
    }

    /** A copy that can be changed independently of this plan. */
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

    /** The name for messages: {@code stage-INDEX} if the stage has no name. */
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

    /** Indexes of the stages from which this stage takes files. */
    List<Integer> linkedStages() {
        List<Integer> stages = new ArrayList<>();
        for (Link link : links()) {
            if (link.stage() >= 0) {
                stages.add(link.stage());
            }
        }
        return stages;
    }

    /** Indexes of the stages that this stage needs: its base and those from which it takes files. */
    List<Integer> needs() {
        List<Integer> needs = new ArrayList<>(linkedStages());
        if (baseStage >= 0) {
            needs.add(baseStage);
        }
        return needs;
    }

    static Position position(SyntaxNode node) {
        return position(node, node);
    }

    /**
     * The position of an instruction. Its lines are those of {@code place}: for an ONBUILD trigger, the FROM that adds
     * it.
     */
    static Position position(SyntaxNode node, SyntaxNode place) {
        String text = RemoteSource.withoutCredentials(Whitespace.trim(node.text()));
        return new Position(place.line(), place.endLine(), node.keyword(), text);
    }
}
