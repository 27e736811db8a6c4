package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Determines which layers of an image come from its base image, and which instructions created the others. */
final class TargetLayers {
    /** The instructions of the target stage and of the stages that it is based on, in the order of their execution. */
    private final List<Instruction> instructions = new ArrayList<>();

    private final BaseImage base;

    TargetLayers(BuildPlan plan) {
        Map<Integer, Stage> byIndex = new HashMap<>();
        plan.stages().forEach(stage -> byIndex.put(stage.index(), stage));
        Stage stage = plan.stages().get(plan.stages().size() - 1);
        instructions.addAll(stage.instructions());
        while (stage.baseStage() >= 0) {
            stage = byIndex.get(stage.baseStage());
            instructions.addAll(0, stage.instructions());
        }
        base = plan.baseOf(stage);
    }

    /**
     * Returns the layers, base first.
     *
     * @param places returns the location of a layer that is not at its position in the base image; null if the base
     *     image contains the layer at another position
     */
    List<Layer> of(List<Descriptor> descriptors, List<Digest> diffIds, Function<Digest, Layer.Place> places) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < descriptors.size(); i++) {
            Digest diffId = diffIds.get(i);
            Layer.Place place = isOfBase(i, diffId) ? null : places.apply(diffId);
            layers.add(new Layer(descriptors.get(i), diffId, place == null ? new Layer.InBase(base) : place));
        }
        return layers;
    }

    boolean hasInBase(Digest diffId) {
        return base != null && base.config().diffIds().contains(diffId);
    }

    private boolean isOfBase(int index, Digest diffId) {
        return base != null
                && index < base.config().diffIds().size()
                && base.config().diffIds().get(index).equals(diffId);
    }

    /**
     * Returns the base image's descriptor of a layer. The layer may have another position in the base image, because
     * all empty layers are identical.
     */
    Descriptor ofBase(int index, Digest diffId) {
        int place = isOfBase(index, diffId) ? index : base.config().diffIds().indexOf(diffId);
        return base.manifest().layers().get(place);
    }

    /**
     * Returns the steps with the compressed sizes in bytes of the layers that they created. Returns the steps unchanged
     * if the number of layers differs from the number of instructions that create layers.
     */
    List<StepResult> withBytes(List<StepResult> steps, List<Layer> layers) {
        List<Layer> made = layers.stream().filter(layer -> !layer.ofBase()).toList();
        List<Instruction> makers =
                instructions.stream().filter(TargetLayers::makesLayer).toList();
        if (made.size() != makers.size()) {
            return steps;
        }
        List<StepResult> result = new ArrayList<>();
        for (StepResult step : steps) {
            long size = step.layerBytes();
            // A map of instructions is avoided, because computing hash codes of records is slow in a newly started JVM.
            for (int i = makers.size() - 1; i >= 0; i--) {
                Instruction.Position maker = makers.get(i).position();
                if (maker.line() == step.step().line()
                        && maker.text().equals(step.step().text())) {
                    size = made.get(i).descriptor().size();
                }
            }
            result.add(new StepResult(step.step(), step.outcome(), step.millis(), size, step.files()));
        }
        return result;
    }

    private static boolean makesLayer(Instruction instruction) {
        return instruction instanceof Instruction.Run
                || instruction instanceof Instruction.Transfer
                || instruction instanceof Instruction.Workdir;
    }
}
