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
 * The instructions of a plan as steps, found by how BuildKit calls them: {@code [build 2/5] RUN make} is the second of five in the stage
 * {@code build}. BuildKit counts FROM of an image, RUN, COPY, ADD and WORKDIR; a stage without a name is {@code stage-1}, or nothing where
 * it is the only one.
 */
public final class BuildSteps {
    private static final Set<String> COUNTED = Set.of("RUN", "COPY", "ADD", "WORKDIR");

    /** In the order of the plan. */
    private final List<Numbered> all = new ArrayList<>();
    /** Of each stage those that BuildKit counts; null stands for FROM. */
    private final Map<String, List<Numbered>> byStage = new HashMap<>();

    /** An instruction with its step. */
    public record Numbered(Step step, Instruction instruction) {
        /** Whether a vertex tells what becomes of it. */
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

    /** The step that a vertex is about; nothing for FROM and for what is no instruction. */
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
