package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.Serializable;
import java.util.List;

/**
 * What a build would do. Unknown counts and sizes are -1.
 *
 * @param dockerfile the path that the user gave
 * @param platform {@code os/architecture[/variant]}
 * @param stages all stages of the Dockerfile, in order
 * @param builder the builder that would be used, and why
 */
public record PlanReport(
        String dockerfile,
        String platform,
        List<Stage> stages,
        BuildReport.Context context,
        List<File> files,
        List<Finding> findings,
        List<Verdict> policy,
        BuildReport.BuilderUsed builder)
        implements Serializable {

    /**
     * A stage.
     *
     * @param index index of the stage, from 0
     * @param name the stage's name, or "" if it has none
     * @param reachable whether the target needs the stage
     * @param base the image in FROM, with variables expanded; "" if it is an earlier stage
     * @param baseStage index of the stage in FROM, or -1 if FROM contains an image
     */
    public record Stage(
            int index, String name, boolean reachable, String base, int baseStage, List<Instruction> instructions)
            implements Serializable {}

    /**
     * An instruction.
     *
     * @param line first line, from 1
     * @param endLine last line, from 1
     * @param keyword keyword in upper case
     * @param files number of files that the instruction copies from the context; -1 if the instruction does not copy
     *     files or its stage is not needed
     * @param bytes size of these files in bytes
     */
    public record Instruction(int line, int endLine, String keyword, long files, long bytes) implements Serializable {}

    /**
     * A file or directory of the context that the build needs.
     *
     * @param path path relative to the context; ends with a slash for directories
     * @param bytes size of a regular file, otherwise 0
     * @param mode permission bits, including set-uid, set-gid and sticky
     * @param instructions first line of each instruction that needs the file, in ascending order
     */
    public record File(String path, long bytes, int mode, List<Integer> instructions) implements Serializable {}

    /**
     * The result of a policy rule for a line.
     *
     * @param verdict {@code allow}, {@code warn}, {@code refuse}, or {@code unknown} if it depends on data in a
     *     registry or on the built image
     * @param alternatives images that could replace the base; empty if they were not looked up
     */
    public record Verdict(String rule, String verdict, int line, String message, List<Alternative> alternatives)
            implements Serializable {}

    /**
     * An image that could replace a base. Sizes are compressed sizes in bytes.
     *
     * @param name name in the catalogue
     * @param sharedBytes size of the layers that the alternative and the base share; a registry stores them once
     * @param insteadOf size of the base that the alternative would replace
     */
    public record Alternative(String name, String reference, long bytes, long sharedBytes, long insteadOf)
            implements Serializable {}

    /** The plan as {@code container-build plan --json} prints it. */
    public JsonObject toJson() {
        return PlanJson.of(this);
    }

    /** The plan as human-readable text; each line ends with a line feed. */
    public String toText() {
        return PlanText.of(this);
    }
}
