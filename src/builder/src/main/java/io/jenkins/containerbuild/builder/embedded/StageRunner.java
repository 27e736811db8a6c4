package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.dockerfile.ConfigState;
import io.jenkins.containerbuild.dockerfile.History;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Interruption;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Executes the instructions of all stages in order, on in-memory file trees. File contents are read only to unpack
 * archives and to look up owners.
 */
final class StageRunner {
    private final BuildPlan plan;
    private final Function<BaseImage, BaseFiles> bases;
    private final TransferRunner transfers;
    private final Progress progress;
    private final long nowNanos;
    private final Map<Integer, StageState> stages = new HashMap<>();
    private final Map<BaseImage, FileTree> images = new IdentityHashMap<>();
    private final int steps;

    StageRunner(
            BuildPlan plan,
            Function<BaseImage, BaseFiles> bases,
            ArchiveStore archives,
            RemoteFiles remote,
            Progress progress,
            long nowNanos) {
        this.plan = plan;
        this.bases = bases;
        this.transfers = new TransferRunner(plan, this::source, archives, remote, progress, nowNanos);
        this.progress = progress;
        this.nowNanos = nowNanos;
        this.steps = plan.stages().stream()
                .mapToInt(stage -> stage.instructions().size())
                .sum();
    }

    /** Executes all stages and returns them by index; the last stage of the plan is the target. */
    Map<Integer, StageState> run() {
        int number = 0;
        for (Stage stage : plan.stages()) {
            StageState state = start(stage);
            stages.put(stage.index(), state);
            for (Instruction instruction : stage.instructions()) {
                Interruption.check();
                Instruction.Position position = instruction.position();
                carryOut(
                        state, instruction, new Step(++number, steps, stage.label(), position.line(), position.text()));
            }
        }
        return stages;
    }

    private StageState start(Stage stage) {
        if (stage.baseStage() >= 0) {
            return stages.get(stage.baseStage()).child();
        }
        BaseImage image = plan.baseOf(stage);
        if (image != null) {
            return new StageState(image, ConfigState.of(image.config()), imageTree(image));
        }
        FileTree directory = plan.trees().get(stage.base());
        if (directory != null) {
            return StageState.ofDirectory(directory, ConfigState.scratch(plan.platform()));
        }
        if (!stage.base().equals("scratch")) {
            throw new IllegalStateException("the plan has neither image nor directory for \"" + stage.base() + "\"");
        }
        return new StageState(null, ConfigState.scratch(plan.platform()), EmptyTree.SCRATCH);
    }

    private FileTree imageTree(BaseImage image) {
        return images.computeIfAbsent(image, bases);
    }

    private void carryOut(StageState state, Instruction instruction, Step step) {
        long start = System.nanoTime();
        try {
            History history = instruction.applyTo(state.config).orElse(null);
            OverlayTree changes = change(state, instruction);
            if (changes != null) {
                state.tree = changes;
            }
            state.done.add(new StageState.Done(step, history, changes, System.nanoTime() - start));
        } catch (StepException | LimitException e) {
            throw InputException.at(plan.dockerfile(), instruction.position().line(), e.getMessage());
        }
    }

    /** Returns the file changes of the instruction; null if it does not change files. */
    private OverlayTree change(StageState state, Instruction instruction) {
        if (instruction instanceof Instruction.Transfer transfer) {
            return transfers.run(state, transfer);
        }
        if (instruction instanceof Instruction.Workdir) {
            return makeWorkingDirectory(state);
        }
        if (instruction instanceof Instruction.Run) {
            throw new StepException(
                    "the embedded builder cannot run commands; use " + Setting.BUILDER.inWords("docker"));
        }
        return null;
    }

    /**
     * Creates the working directory, owned by the user that USER sets; null for the root directory, which always
     * exists.
     */
    private OverlayTree makeWorkingDirectory(StageState state) {
        String path = TreePath.inRoot(state.config.workingDirectory());
        if (path.isEmpty()) {
            return null;
        }
        PathLimits.check(path);
        String user = state.config.user();
        Owner owner = user.isEmpty() ? null : new OwnerLookup(state.tree, progress::warning).find(user);
        OverlayTree changes = new OverlayTree(state.tree);
        new DirectoryMaker(changes, owner, nowNanos).make(OverlayTree.resolve(changes, path));
        return changes;
    }

    /** Returns the tree that {@code COPY --from} refers to; "" is the build context. */
    private FileTree source(String from) {
        FileTree tree = plan.trees().get(from);
        if (tree != null) {
            return tree;
        }
        StageState stage = isNumber(from) ? stages.get(Integer.parseInt(from)) : null;
        if (stage != null) {
            return stage.tree;
        }
        BaseImage image = plan.image(from);
        if (image != null) {
            return imageTree(image);
        }
        if (from.isEmpty()) {
            return EmptyTree.SCRATCH;
        }
        throw new StepException("\"" + from + "\" is not an earlier stage, a named context or an image");
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
