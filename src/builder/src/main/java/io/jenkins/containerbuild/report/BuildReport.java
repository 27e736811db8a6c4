package io.jenkins.containerbuild.report;

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
 * The record of one build. Counts, bytes and milliseconds that nobody knows are -1.
 *
 * @param started when the build began
 * @param millis wall time from there to the end, milliseconds
 * @param phases wall milliseconds of those that ran; they may overlap
 * @param instructions in the order of the Dockerfile
 * @param bases each image that the build started or copied from; that of the target stage first
 * @param outputs where the image went
 * @param decision whether the image was built at all
 * @param notes why it went this way, in the words of the builder and the planner
 * @param versions of this tool, of Java and of an engine, by name
 */
public record BuildReport(
        Instant started,
        long millis,
        Source source,
        Builder builder,
        Map<Phase, Long> phases,
        List<Instruction> instructions,
        Context context,
        List<Base> bases,
        Image image,
        List<Published> outputs,
        List<PlanReport.Finding> findings,
        List<PlanReport.Verdict> policy,
        Decision decision,
        List<String> notes,
        Map<String, String> versions)
        implements Serializable {

    /** Grows when a member of the JSON form changes its meaning or goes away; new members leave it alone. */
    public static final int SCHEMA_VERSION = 1;

    /**
     * What was built.
     *
     * @param dockerfile as the user named it
     * @param target the stage's name, or its index as text
     * @param platform {@code os/architecture[/variant]}
     */
    public record Source(String dockerfile, String target, String platform) implements Serializable {}

    /** Who built it, and why he did. */
    public record Builder(String name, String reason) implements Serializable {}

    /**
     * Whether an image that an earlier build had made was reused, and why so.
     *
     * @param reason for people: why it was reused, or what changed; "" where nobody looked, because the image goes to other places than one
     *     repository of a registry
     */
    public record Decision(boolean reused, String reason) implements Serializable {}

    /**
     * What became of an instruction.
     *
     * @param line first line in the Dockerfile, from 1
     * @param stage the stage's name, or its index as text
     * @param text on one line, as written
     * @param millis wall milliseconds
     * @param layerBytes compressed bytes of the layers that it made
     * @param files that it brought in
     */
    public record Instruction(
            int line, String stage, String text, Outcome outcome, long millis, long layerBytes, long files)
            implements Serializable {}

    /**
     * Files and bytes of the context: all of them, those that the ignore file hides, those that the build needed.
     *
     * @param leftOut directories of which it needed nothing, the heaviest first; none where nobody counted
     */
    public record Context(
            long totalFiles, long totalBytes, long ignoredFiles, long sentFiles, long sentBytes, List<LeftOut> leftOut)
            implements Serializable {

        /** The figures of a history, which keeps no directories. */
        public Context(long totalFiles, long totalBytes, long ignoredFiles, long sentFiles, long sentBytes) {
            this(totalFiles, totalBytes, ignoredFiles, sentFiles, sentBytes, List.of());
        }
    }

    /** A directory of the context, its path ended by a slash, with the files and bytes in and below it. */
    public record LeftOut(String path, long files, long bytes) implements Serializable {}

    /**
     * An image that the build used.
     *
     * @param requested as the Dockerfile names it
     * @param reference with its digest, or a path
     * @param digest of the manifest for the platform
     * @param bytes compressed
     * @param platform {@code os/architecture[/variant]}; "" where that is not known
     */
    public record Base(String requested, String reference, Digest digest, long bytes, String platform)
            implements Serializable {}

    /**
     * The image that was made.
     *
     * @param manifest points at it
     * @param config digest of the configuration, which engines call the image's id
     * @param names that it got
     * @param layers base first
     */
    public record Image(Descriptor manifest, Digest config, List<ImageReference> names, List<LayerSize> layers)
            implements Serializable {

        /** Compressed bytes of all layers. */
        public long bytes() {
            return layers.stream().mapToLong(LayerSize::bytes).sum();
        }

        /** Compressed bytes of the layers that stood in the base. */
        public long baseBytes() {
            return layers.stream()
                    .filter(LayerSize::ofBase)
                    .mapToLong(LayerSize::bytes)
                    .sum();
        }
    }

    /** A layer's compressed bytes, and whether it stood in the base. */
    public record LayerSize(Digest digest, long bytes, boolean ofBase) implements Serializable {}
}
