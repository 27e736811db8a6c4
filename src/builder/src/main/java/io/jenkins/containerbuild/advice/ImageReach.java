package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.CopySource;
import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.context.SourceMatch;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Determines which files of the context get into the image: files that the target stage or one of its base stages
 * copies, and files that another stage copies to a path from which {@code COPY --from} takes them. RUN instructions may
 * move or delete files, but this is unknown, so each file is assumed to stay where it was copied to. The initial
 * working directory of a base image is assumed to be {@code /}.
 */
final class ImageReach {
    private final Map<Integer, StagePaths> stages;
    /** By the first line of the instruction; ONBUILD triggers share the line of their FROM. */
    private final Map<Integer, List<ContextPlan.Use>> uses = new HashMap<>();

    private final Set<Integer> wholeLines = new HashSet<>();
    private final Set<String> paths = new HashSet<>();
    private final Map<String, String> volumes = new LinkedHashMap<>();

    private ImageReach(Map<Integer, StagePaths> stages) {
        this.stages = stages;
    }

    /** @param needed the needed stages, the target last */
    static ImageReach of(ContextPlan plan, List<Stage> needed) {
        ImageReach reach = new ImageReach(StagePaths.of(needed));
        for (ContextPlan.Use use : plan.uses()) {
            reach.uses
                    .computeIfAbsent(use.source().line(), line -> new ArrayList<>())
                    .add(use);
        }
        for (Stage stage : needed) {
            reach.mark(stage);
        }
        return reach;
    }

    private void mark(Stage stage) {
        StagePaths own = stages.get(stage.index());
        String directory = own.startDirectory;
        for (Instruction instruction : stage.instructions()) {
            if (instruction instanceof Instruction.Workdir workdir) {
                directory = StagePaths.absolute(directory, workdir.path());
            }
            boolean fromContext = instruction instanceof Instruction.Add
                    || instruction instanceof Instruction.Copy copy
                            && copy.from().isEmpty();
            if (fromContext && !own.reaching.isEmpty()) {
                markUses((Instruction.Transfer) instruction, directory, own);
            }
        }
    }

    private void markUses(Instruction.Transfer transfer, String directory, StagePaths own) {
        int line = transfer.position().line();
        CopySource source = new CopySource(line, transfer.localSources(), transfer.excludes(), transfer.parents());
        for (ContextPlan.Use use : uses.getOrDefault(line, List.of())) {
            if (use.source().equals(source)) {
                mark(transfer, use, directory, own);
            }
        }
    }

    private void mark(Instruction.Transfer transfer, ContextPlan.Use use, String directory, StagePaths own) {
        String destination = StagePaths.absolute(directory, transfer.destination());
        boolean whole = own.includes(destination);
        if (whole) {
            wholeLines.add(use.source().line());
        }
        if (whole && !own.touchesVolume(destination)) {
            return;
        }
        boolean intoDirectory = transfer.parents()
                || transfer.destination().endsWith("/")
                || use.matches().size() > 1;
        for (SourceMatch match : use.matches()) {
            boolean keepsName = transfer.parents() || match.root().isFile() && intoDirectory;
            String name = transfer.parents() ? match.path() : TreePath.name(match.path());
            mark(match, keepsName ? StagePaths.absolute(destination, name) : destination, own);
        }
    }

    private void mark(SourceMatch match, String destination, StagePaths own) {
        if (match.root().isFile()) {
            mark(match.root().path(), destination, own);
        }
        for (FileNode node : match.below()) {
            if (node.isFile()) {
                mark(
                        TreePath.join(match.root().path(), node.path()),
                        StagePaths.absolute(destination, node.path()),
                        own);
            }
        }
    }

    private void mark(String source, String destination, StagePaths own) {
        if (own.includes(destination)) {
            paths.add(source);
        }
        own.volumeOf(destination).ifPresent(volume -> volumes.putIfAbsent(source, volume));
    }

    /** Whether the file may get into the image. */
    boolean includes(NeededFile file) {
        for (int i = 0; i < file.lines().size(); i++) {
            if (wholeLines.contains(file.lines().get(i))) {
                return true;
            }
        }
        return paths.contains(file.node().path());
    }

    /** The volume of the image into which the file is copied, or null if there is none. */
    String volume(NeededFile file) {
        return volumes.get(file.node().path());
    }
}
