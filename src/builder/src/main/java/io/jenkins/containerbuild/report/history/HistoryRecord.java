package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.report.BuildReport;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The record of one build in a history, about 700 bytes. Unknown counts, sizes and durations are -1.
 *
 * @param when the build began
 * @param build the run that the build was part of
 * @param image the image that was built
 * @param millis wall time in milliseconds
 * @param phases wall time in milliseconds of each phase that ran; phases may overlap, so their sum may exceed {@code
 *     millis}
 * @param context files and bytes of the context
 * @param outcomes number of instructions by outcome
 * @param reason why the image was built or reused, with the notes of the report; "" if unknown
 * @param builder the builder that was used, and why it was selected
 * @param base the base image of the target stage, or null for {@code FROM scratch}
 * @param findings number of findings; -1 in records from versions that did not count findings
 */
public record HistoryRecord(
        Instant when,
        Build build,
        Image image,
        long millis,
        Map<Phase, Long> phases,
        BuildReport.Context context,
        Map<Outcome, Integer> outcomes,
        String reason,
        BuildReport.BuilderUsed builder,
        BuildReport.Base base,
        int findings)
        implements Serializable {

    /**
     * Version of the JSON form. Must be increased when a member is removed or changes its meaning, but not when a
     * member is added.
     */
    public static final int SCHEMA_VERSION = 1;

    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TEXT = 500;

    /**
     * The run of a continuous integration server that a build was part of.
     *
     * @param id identifies the run, for example its number; "" if there is none
     * @param link URL of the run's page, absolute or relative to the page that shows the history; "" if there is none
     */
    public record Build(String id, String link) implements Serializable {
        /** For a build that is not part of a run. */
        public static final Build NONE = new Build("", "");
    }

    /**
     * The image that was built or reused.
     *
     * @param name registry and repository, by which trends are grouped; "" if the image has no name
     * @param tags tags of the image in that repository, at most 20
     * @param digest digest of the manifest, or of the configuration if the image is only in an engine
     * @param bytes compressed size in bytes
     * @param baseBytes compressed size of the base's layers in bytes
     * @param layers number of layers
     */
    public record Image(String name, List<String> tags, String digest, long bytes, long baseBytes, int layers)
            implements Serializable {

        /** Compressed size of the layers above the base in bytes, or -1 if unknown. */
        public long applicationBytes() {
            return bytes < 0 || baseBytes < 0 ? -1 : bytes - baseBytes;
        }
    }

    private static String reason(BuildReport report) {
        List<String> reasons = new ArrayList<>(report.notes());
        if (!report.decision().reason().isEmpty()) {
            reasons.add(0, report.decision().reason());
        }
        return String.join("; ", reasons);
    }

    /** Creates the record of a build from its report. Texts are truncated to 500 characters. */
    public static HistoryRecord of(BuildReport report, Build build) {
        return new HistoryRecord(
                report.started(),
                build,
                image(report.image()),
                report.millis(),
                report.phases(),
                withoutDirectories(report.context()),
                outcomes(report.instructions()),
                cut(reason(report)),
                new BuildReport.BuilderUsed(
                        report.builder().name(), cut(report.builder().reason())),
                report.bases().isEmpty() ? null : report.bases().get(0),
                report.findings().size());
    }

    private static BuildReport.Context withoutDirectories(BuildReport.Context context) {
        return new BuildReport.Context(
                context.totalFiles(),
                context.totalBytes(),
                context.ignoredFiles(),
                context.sentFiles(),
                context.sentBytes());
    }

    /** The image's figures. Images that are only in an engine have no compressed layers, so their sizes are unknown. */
    private static Image image(BuildReport.Image image) {
        boolean inEngine = image.manifest().mediaType().equals(MediaTypes.DOCKER_CONFIG);
        String name = image.names().isEmpty() ? "" : image.names().get(0).name();
        List<String> tags = image.names().stream()
                .filter(reference -> reference.name().equals(name))
                .map(ImageReference::tag)
                .limit(MOST_TAGS)
                .toList();
        return new Image(
                name,
                tags,
                image.manifest().digest().toString(),
                inEngine ? -1 : image.bytes(),
                inEngine ? -1 : image.baseBytes(),
                inEngine ? -1 : image.layers().size());
    }

    private static Map<Outcome, Integer> outcomes(List<BuildReport.Instruction> instructions) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        instructions.forEach(one -> outcomes.merge(one.outcome(), 1, Integer::sum));
        return outcomes;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** The number of instructions that were run. */
    public int made() {
        return outcomes.getOrDefault(Outcome.MADE, 0);
    }

    /** The number of instructions that were not run, because their result already existed. */
    public int cached() {
        return outcomes.values().stream().mapToInt(Integer::intValue).sum() - made();
    }

    /** Whether the whole image was reused. */
    public boolean reused() {
        return outcomes.keySet().equals(java.util.Set.of(Outcome.REUSED));
    }
}
