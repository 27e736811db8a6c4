package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.Serializable;
import java.util.List;

/**
 * What a build would do. Counts and bytes that nobody knows are -1.
 *
 * @param dockerfile as the user named it
 * @param platform {@code os/architecture[/variant]}
 * @param stages all of the Dockerfile, in its order
 * @param builder who would build it, and why
 */
public record PlanReport(
        String dockerfile,
        String platform,
        List<Stage> stages,
        BuildReport.Context context,
        List<File> files,
        List<Finding> findings,
        List<Verdict> policy,
        BuildReport.Builder builder)
        implements Serializable {

    /**
     * A stage.
     *
     * @param index from 0
     * @param name "" where none is given
     * @param reachable whether the target needs it
     * @param base what FROM names, expanded; "" where that is an earlier stage
     * @param baseStage index of the stage that it starts from, or -1
     */
    public record Stage(
            int index, String name, boolean reachable, String base, int baseStage, List<Instruction> instructions)
            implements Serializable {}

    /**
     * An instruction.
     *
     * @param line first line, from 1
     * @param endLine last line
     * @param keyword in upper case
     * @param files that it takes from the context, or -1 for an instruction that takes none, or whose stage is not needed
     * @param bytes of these files
     */
    public record Instruction(int line, int endLine, String keyword, long files, long bytes) implements Serializable {}

    /**
     * Something of the context that the build needs.
     *
     * @param path relative to the context; a directory's ends with a slash
     * @param bytes of a regular file, else 0
     * @param mode permission bits with set-uid, set-gid and sticky
     * @param instructions first lines of those that need it, ascending
     */
    public record File(String path, long bytes, int mode, List<Integer> instructions) implements Serializable {}

    /**
     * Something that should rather stay out of the image.
     *
     * @param rule its kind, {@code vcs-data}
     * @param path of the file or, with a slash at its end, the directory
     * @param line of the instruction that brings it in
     * @param advice what would leave it out
     */
    public record Finding(String rule, String path, long bytes, int line, String advice) implements Serializable {}

    /**
     * What the policy says about a line.
     *
     * @param verdict {@code allow}, {@code warn}, {@code refuse}, or {@code unknown} where only the registry could tell
     * @param alternatives smaller parents, none where nobody looked
     */
    public record Verdict(String rule, String verdict, int line, String message, List<Alternative> alternatives)
            implements Serializable {}

    /**
     * A base that may do in the place of another. Bytes are of compressed layers.
     *
     * @param name in the catalogue
     * @param sharedBytes of its layers that the other one has, too, so that a registry keeps them once
     * @param insteadOf bytes of the other one
     */
    public record Alternative(String name, String reference, long bytes, long sharedBytes, long insteadOf)
            implements Serializable {}

    /** The plan as {@code container-build plan --json} prints it. */
    public JsonObject toJson() {
        return PlanJson.of(this);
    }

    /** The plan for people, lines ended by line feeds. */
    public String toText() {
        return PlanText.of(this);
    }
}
