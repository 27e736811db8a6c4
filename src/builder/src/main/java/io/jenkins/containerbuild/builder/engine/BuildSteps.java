package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.measure.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The instructions of a plan as numbered steps. Steps can be found by BuildKit's names: {@code [build 2/5] RUN make} is
 * the second of five steps in the stage {@code build}. BuildKit counts RUN, COPY, ADD, WORKDIR, and FROM with an image.
 * A stage without a name is called {@code stage-1}, for example; the stage name is omitted if there is only one stage.
 */
public final class BuildSteps {
    private static final Set<String> COUNTED = Set.of("RUN", "COPY", "ADD", "WORKDIR");

    /** All instructions, in the order of the plan. */
    private final List<Numbered> all = new ArrayList<>();
    /** The instructions that BuildKit counts, by the name of their stage; null represents FROM. */
    private final Map<String, List<Numbered>> byStage = new HashMap<>();

    /** An instruction with its step. */
    public record Numbered(Step step, Instruction instruction) {
        /** Whether BuildKit counts the instruction and reports its outcome. */
        public boolean isCounted() {
            return COUNTED.contains(instruction.position().keyword());
        }
    }

    public BuildSteps(BuildPlan plan) {
        int total = plan.stages().stream()
                .mapToInt(stage -> stage.instructions().size())
                .sum();
        for (Stage stage : plan.stages()) {
            List<Numbered> counted = new ArrayList<>();
            if (stage.baseStage() < 0 && !stage.base().equals("scratch")) {
                counted.add(null);
            }
            for (Instruction instruction : stage.instructions()) {
                Instruction.Position position = instruction.position();
                Step step = new Step(all.size() + 1, total, stage.label(), position.line(), position.text());
                Numbered numbered = new Numbered(step, instruction);
                all.add(numbered);
                if (numbered.isCounted()) {
                    counted.add(numbered);
                }
            }
            byStage.put(stage.name().isEmpty() ? "stage-" + stage.index() : stage.name(), counted);
            if (stage.name().isEmpty()) {
                byStage.putIfAbsent("", counted);
            }
        }
    }

    public List<Numbered> all() {
        return all;
    }

    /** Finds the step with this BuildKit name; empty for FROM and for vertices that are not instructions. */
    public Optional<Numbered> find(String vertexName) {
        int end = vertexName.indexOf("] ");
        if (!vertexName.startsWith("[") || end < 0) {
            return Optional.empty();
        }
        String[] words = vertexName.substring(1, end).strip().split("\\s+");
        String[] numbers = words[words.length - 1].split("/");
        if (numbers.length != 2 || !numbers[0].matches("[0-9]{1,6}")) {
            return Optional.empty();
        }
        String stage = words.length < 2 ? "" : words[words.length - 2];
        List<Numbered> counted = byStage.get(stage.indexOf('/') >= 0 ? "" : stage);
        int number = Integer.parseInt(numbers[0]);
        return counted == null || number < 1 || number > counted.size()
                ? Optional.empty()
                : Optional.ofNullable(counted.get(number - 1));
    }
}
