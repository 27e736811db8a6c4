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
     * @param index from 0
     * @param name the stage's name, or "" if it has none
     * @param reachable whether the target needs it
     * @param base the image in FROM, with variables expanded; "" if it is an earlier stage
     * @param baseStage index of the stage that it starts from, or -1 if it starts from an image
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
     * @param files number of files that it copies from the context, or -1 if it copies none or its stage is not needed
     * @param bytes size of these files
     */
    public record Instruction(int line, int endLine, String keyword, long files, long bytes) implements Serializable {}

    /**
     * A file or directory of the context that the build needs.
     *
     * @param path path relative to the context; ends with a slash for directories
     * @param bytes size of a regular file, otherwise 0
     * @param mode permission bits with set-uid, set-gid and sticky
     * @param instructions first lines of the instructions that need it, ascending
     */
    public record File(String path, long bytes, int mode, List<Integer> instructions) implements Serializable {}

    /**
     * The result of a policy rule for a line.
     *
     * @param verdict {@code allow}, {@code warn}, {@code refuse}, or {@code unknown} if it depends on data in the
     *      registry
     * @param alternatives smaller base images; empty if they were not looked up
     */
    public record Verdict(String rule, String verdict, int line, String message, List<Alternative> alternatives)
            implements Serializable {}

    /**
     * A base that could replace another one. Sizes are those of the compressed layers.
     *
     * @param name name in the catalogue
     * @param sharedBytes size of the layers that both bases contain, which a registry stores once
     * @param insteadOf size in bytes of the base it would replace
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
