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
 * What is kept of one build, about 700 bytes. Counts, bytes and milliseconds that nobody knows are -1.
 *
 * @param when the build began
 * @param build who ran it
 * @param image what came out of it
 * @param millis wall time, milliseconds
 * @param phases wall milliseconds of those that ran; they may overlap, so that their sum may be more than {@code millis}
 * @param context files and bytes of the context
 * @param outcomes how many instructions had each outcome
 * @param reason why the build went as it did, "" where nobody said
 * @param builder who built it, and why he did
 * @param base the image that the target stage began with; null where it began with nothing
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
        BuildReport.Builder builder,
        BuildReport.Base base)
        implements Serializable {

    /** Grows when a member of the JSON form changes its meaning or goes away; new members leave it alone. */
    public static final int SCHEMA_VERSION = 1;

    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TEXT = 500;

    /**
     * The run of a continuous integration server that a build was part of.
     *
     * @param id whatever tells runs apart, such as a number; "" where there is none
     * @param link where the run is looked at, absolute or relative to the page that shows the history; "" where there is none
     */
    public record Build(String id, String link) implements Serializable {
        /** A build that belongs to no run. */
        public static final Build NONE = new Build("", "");
    }

    /**
     * The image.
     *
     * @param name registry and repository, which is what trends go by; "" where the image has no name
     * @param tags that it got there, at most 20
     * @param digest of the manifest, or of the configuration where the image stands in an engine alone
     * @param bytes compressed
     * @param baseBytes compressed bytes of the layers that stood in the base
     * @param layers how many
     */
    public record Image(String name, List<String> tags, String digest, long bytes, long baseBytes, int layers)
            implements Serializable {

        /** Compressed bytes on top of the base, or -1. */
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

    /** What is kept of a report. Long texts are cut at 500 characters. */
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
                new BuildReport.Builder(
                        report.builder().name(), cut(report.builder().reason())),
                report.bases().isEmpty() ? null : report.bases().get(0));
    }

    private static BuildReport.Context withoutDirectories(BuildReport.Context context) {
        return new BuildReport.Context(
                context.totalFiles(),
                context.totalBytes(),
                context.ignoredFiles(),
                context.sentFiles(),
                context.sentBytes());
    }

    /** An engine knows no compressed layers of the images that it keeps to itself. */
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

    /** Instructions that were carried out. */
    public int made() {
        return outcomes.getOrDefault(Outcome.MADE, 0);
    }

    /** Instructions that need not be carried out, since their result was found. */
    public int cached() {
        return outcomes.values().stream().mapToInt(Integer::intValue).sum() - made();
    }

    /** Whether the whole image was found. */
    public boolean reused() {
        return outcomes.keySet().equals(java.util.Set.of(Outcome.REUSED));
    }
}
