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

/** The paths of a stage that get into the image; {@code /} stands for all of them. */
final class StagePaths {
    final Set<String> reaching = new HashSet<>();

    /** The working directory before the stage's first instruction, and after its last one. */
    String startDirectory = "/";

    private String endDirectory = "/";

    /** The volumes of the image; empty for stages that the image does not start from. */
    private Set<String> volumes = Set.of();

    private StagePaths() {}

    /**
     * Returns the paths of each stage by its index.
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

    /** Passes on what gets into the image to the stages that this one starts from or copies from. */
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

    /** The index that {@code --from} names, or -1 if it names an image or a named context. */
    private static int index(String from) {
        boolean isIndex = !from.isEmpty() && from.length() < 9 && from.chars().allMatch(c -> c >= '0' && c <= '9');
        return isIndex ? Integer.parseInt(from) : -1;
    }

    /** The directories of a pattern before its first part with a wildcard; the whole pattern if it has none. */
    private static String literalPart(String pattern) {
        int wildcard = 0;
        while (wildcard < pattern.length() && "*?[\\".indexOf(pattern.charAt(wildcard)) < 0) {
            wildcard++;
        }
        return wildcard == pattern.length() ? pattern : pattern.substring(0, pattern.lastIndexOf('/', wildcard) + 1);
    }

    /** Whether the path is one of those that get into the image, or below one. */
    boolean includes(String path) {
        return reaching.stream().anyMatch(reached -> isIn(path, reached));
    }

    /** Whether something copied to the destination may come to be in a volume. */
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
