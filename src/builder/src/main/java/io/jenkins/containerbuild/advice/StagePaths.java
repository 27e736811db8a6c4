package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.file.TreePath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The paths of a stage whose contents get into the image; {@code /} means the whole stage. */
final class StagePaths {
    final Set<String> reaching = new HashSet<>();

    /** The working directory before the first instruction of the stage. */
    String startDirectory = "/";

    private String endDirectory = "/";

    /** The volumes of the image; empty for stages that are neither the target nor one of its base stages. */
    private Set<String> volumes = Set.of();

    private StagePaths() {}

    /**
     * Returns the paths of each stage by stage index.
     *
     * @param needed the needed stages, the target last
     */
    static Map<Integer, StagePaths> of(List<Stage> needed) {
        Map<Integer, StagePaths> stages = new HashMap<>();
        for (Stage stage : needed) {
            StagePaths own = stages.computeIfAbsent(stage.index(), index -> new StagePaths());
            own.setDirectories(stage, stages.get(stage.baseStage()));
        }
        stages.get(needed.get(needed.size() - 1).index()).reaching.add("/");
        Set<String> volumes = new HashSet<>();
        for (int i = needed.size() - 1; i >= 0; i--) {
            stages.get(needed.get(i).index()).passOn(needed.get(i), stages, volumes);
        }
        return stages;
    }

    private void setDirectories(Stage stage, StagePaths base) {
        startDirectory = base == null ? "/" : base.endDirectory;
        endDirectory = startDirectory;
        for (Instruction instruction : stage.instructions()) {
            if (instruction instanceof Instruction.Workdir workdir) {
                endDirectory = absolute(endDirectory, workdir.path());
            }
        }
    }

    /**
     * Adds the paths of this stage that get into the image to its base stage and to the stages from which it copies.
     */
    private void passOn(Stage stage, Map<Integer, StagePaths> stages, Set<String> allVolumes) {
        if (reaching.contains("/")) {
            volumes = allVolumes;
        }
        if (reaching.isEmpty()) {
            return;
        }
        if (stages.containsKey(stage.baseStage())) {
            stages.get(stage.baseStage()).reaching.addAll(reaching);
        }
        for (Instruction instruction : stage.instructions()) {
            if (instruction instanceof Instruction.Volume volume && reaching.contains("/")) {
                volume.paths().forEach(path -> allVolumes.add(absolute("/", path)));
            }
            StagePaths from = instruction instanceof Instruction.Copy copy ? stages.get(index(copy.from())) : null;
            if (from != null) {
                ((Instruction.Copy) instruction)
                        .sources()
                        .forEach(source -> from.reaching.add(absolute("/", literalPart(source))));
            }
        }
    }

    /** The stage index in {@code --from}, or -1 if {@code --from} is an image or a named context. */
    private static int index(String from) {
        boolean isIndex = !from.isEmpty() && from.length() < 9 && from.chars().allMatch(c -> c >= '0' && c <= '9');
        return isIndex ? Integer.parseInt(from) : -1;
    }

    /**
     * The directories of a pattern before its first part with a wildcard; the whole pattern if there is no wildcard.
     */
    private static String literalPart(String pattern) {
        int wildcard = 0;
        while (wildcard < pattern.length() && "*?[\\".indexOf(pattern.charAt(wildcard)) < 0) {
            wildcard++;
        }
        return wildcard == pattern.length() ? pattern : pattern.substring(0, pattern.lastIndexOf('/', wildcard) + 1);
    }

    /** Whether the path, or a directory above it, gets into the image. */
    boolean includes(String path) {
        return reaching.stream().anyMatch(reached -> isIn(path, reached));
    }

    /** Whether something that is copied to the destination may end up in a volume. */
    boolean touchesVolume(String destination) {
        return volumes.stream().anyMatch(volume -> isIn(volume, destination) || isIn(destination, volume));
    }

    Optional<String> volumeOf(String path) {
        return volumes.stream().filter(volume -> isIn(path, volume)).min(String::compareTo);
    }

    private static boolean isIn(String path, String directory) {
        return directory.equals("/")
                || path.startsWith(directory)
                        && (path.length() == directory.length() || path.charAt(directory.length()) == '/');
    }

    static String absolute(String directory, String path) {
        return TreePath.clean(path.startsWith("/") ? path : directory + "/" + path);
    }
}
