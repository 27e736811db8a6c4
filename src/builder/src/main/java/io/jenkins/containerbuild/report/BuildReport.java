package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.publish.Published;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The record of one build. Unknown counts, sizes and durations are -1.
 *
 * @param started when the build began
 * @param millis wall time of the build in milliseconds
 * @param phases wall time in milliseconds of each phase that ran; phases may overlap
 * @param instructions in the order of the Dockerfile
 * @param bases the images that the build started from or copied from, the target stage's base first
 * @param outputs the published copies of the image
 * @param decision whether the image was built or reused
 * @param notes further explanations from the builder and the planner
 * @param versions the versions of this tool, of Java and of the engine, by name
 */
public record BuildReport(
        Instant started,
        long millis,
        Source source,
        BuilderUsed builder,
        Map<Phase, Long> phases,
        List<Instruction> instructions,
        Context context,
        List<Base> bases,
        Image image,
        List<Published> outputs,
        List<Finding> findings,
        List<PlanReport.Verdict> policy,
        Decision decision,
        List<String> notes,
        Map<String, String> versions)
        implements Serializable {

    /**
     * Version of the JSON form. Must be increased when a member is removed or changes its meaning, but not when a
     * member is added.
     */
    public static final int SCHEMA_VERSION = 1;

    /**
     * What was built.
     *
     * @param dockerfile the path that the user gave
     * @param target the stage's name, or its index as text
     * @param platform {@code os/architecture[/variant]}
     */
    public record Source(String dockerfile, String target, String platform) implements Serializable {}

    /** The builder that was used, and why it was selected. */
    public record BuilderUsed(String name, String reason) implements Serializable {}

    /**
     * Whether the image of an earlier build was reused, and why.
     *
     * @param reason human-readable reason: why the image was reused, or what has changed; "" if reuse was not possible,
     *     because the output was not a single repository
     */
    public record Decision(boolean reused, String reason) implements Serializable {}

    /**
     * The result of an instruction.
     *
     * @param line first line in the Dockerfile, from 1
     * @param stage the stage's name, or its index as text
     * @param text the instruction as written, on one line
     * @param millis wall time in milliseconds
     * @param layerBytes compressed size in bytes of the layers that the instruction created
     * @param files number of files that the instruction added
     */
    public record Instruction(
            int line, String stage, String text, Outcome outcome, long millis, long layerBytes, long files)
            implements Serializable {}

    /**
     * Numbers and sizes in bytes of the files in the context: all files, files excluded by the ignore file, and files
     * that the build needs ({@code sent}).
     *
     * @param leftOut directories that were not needed, the largest first; empty if the totals were not counted
     */
    public record Context(
            long totalFiles, long totalBytes, long ignoredFiles, long sentFiles, long sentBytes, List<LeftOut> leftOut)
            implements Serializable {

        /** Creates figures without directories, for a history. */
        public Context(long totalFiles, long totalBytes, long ignoredFiles, long sentFiles, long sentBytes) {
            this(totalFiles, totalBytes, ignoredFiles, sentFiles, sentBytes, List.of());
        }
    }

    /**
     * A directory of the context that was not needed. Its path ends with a slash; the figures include all
     * subdirectories.
     */
    public record LeftOut(String path, long files, long bytes) implements Serializable {}

    /**
     * An image that the build used.
     *
     * @param requested the name in the Dockerfile
     * @param reference the reference with its digest, or the path of a layout
     * @param digest digest of the manifest for the platform
     * @param bytes compressed size in bytes
     * @param platform {@code os/architecture[/variant]}; "" if unknown
     */
    public record Base(String requested, String reference, Digest digest, long bytes, String platform)
            implements Serializable {}

    /**
     * The image that was built or reused.
     *
     * @param manifest descriptor of the manifest
     * @param config digest of the configuration, which engines use as the image id
     * @param names names of the image
     * @param layers all layers, the base's layers first
     */
    public record Image(Descriptor manifest, Digest config, List<ImageReference> names, List<LayerSize> layers)
            implements Serializable {

        /** Compressed size of all layers in bytes. */
        public long bytes() {
            return layers.stream().mapToLong(LayerSize::bytes).sum();
        }

        /** Compressed size of the base's layers in bytes. */
        public long baseBytes() {
            return layers.stream()
                    .filter(LayerSize::ofBase)
                    .mapToLong(LayerSize::bytes)
                    .sum();
        }
    }

    /** The compressed size of a layer in bytes, and whether it comes from the base. */
    public record LayerSize(Digest digest, long bytes, boolean ofBase) implements Serializable {}
}
