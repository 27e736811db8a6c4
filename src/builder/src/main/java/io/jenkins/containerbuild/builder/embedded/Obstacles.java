package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import java.util.List;
import java.util.Optional;

/** Finds instructions that the embedded builder does not support. */
public final class Obstacles {

    private Obstacles() {}

    /**
     * An instruction that needs an engine.
     *
     * @param line first line of the instruction, starting at 1
     * @param reason the instruction and its line, such as {@code RUN at line 5}
     */
    public record Obstacle(int line, String reason) {}

    /**
     * Returns the first instruction that needs an engine, in Dockerfile order.
     *
     * @param stages the stages that the target needs
     */
    public static Optional<Obstacle> first(List<Stage> stages) {
        for (Stage stage : stages) {
            for (Instruction instruction : stage.instructions()) {
                String what = what(instruction);
                if (what != null) {
                    int line = instruction.position().line();
                    return Optional.of(new Obstacle(line, what + " at line " + line));
                }
            }
        }
        return Optional.empty();
    }

    private static String what(Instruction instruction) {
        if (instruction instanceof Instruction.Run) {
            return "RUN";
        }
        if (instruction instanceof Instruction.Add add) {
            for (String source : add.remoteSources()) {
                if (isGit(source)) {
                    return "ADD of a git repository";
                }
            }
        }
        return null;
    }

    /**
     * Whether a remote source is a git repository: every source except http(s) URLs that do not end with {@code .git}.
     */
    public static boolean isGit(String remoteSource) {
        if (!remoteSource.startsWith("http://") && !remoteSource.startsWith("https://")) {
            return true;
        }
        int end = remoteSource.indexOf('#');
        return (end < 0 ? remoteSource : remoteSource.substring(0, end)).endsWith(".git");
    }
}
