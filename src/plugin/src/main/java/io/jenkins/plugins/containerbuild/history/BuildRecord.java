package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What is kept of one build; plain fields, since build.xml cannot hold records. Bytes and milliseconds that nobody knows are -1.
 */
@ExportedBean(defaultVisibility = 999)
public final class BuildRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> tags = new ArrayList<>();
    private final LinkedHashMap<String, Long> phases = new LinkedHashMap<>();
    private final ArrayList<InstructionRecord> instructions = new ArrayList<>();
    private final ArrayList<BaseRecord> bases = new ArrayList<>();
    private final ArrayList<LeftOutRecord> leftOut = new ArrayList<>();
    private BaselineRecord baseline;
    /** The report as JSON; null in builds of older versions. */
    private final String report;
    private final String repository;
    private final String digest;
    private final String baseReference;
    private final String baseDigest;
    private final String builder;
    private final String builderReason;
    private final String reason;
    private final String dockerfile;
    private final boolean reused;
    private final long started;
    private final long durationMillis;
    private final long bytes;
    private final long baseBytes;
    private final long applicationBytes;
    private final long contextBytes;
    private final long contextFiles;
    private final long contextTotalBytes;
    private final long contextTotalFiles;
    private final long sentBytes;
    private final int instructionCount;

    /**
     * The figures are those of the job's history, the details those of the report.
     *
     * @param image the name that the step was given; holds for images that got no other
     */
    BuildRecord(String image, HistoryRecord kept, BoundedReport bounded) {
        BuildReport report = bounded.report();
        this.report = ReportFiles.json(report).toString();
        report.image().names().forEach(name -> tags.add(name.toString()));
        kept.phases().forEach((phase, millis) -> phases.put(phase.name().toLowerCase(Locale.ROOT), millis));
        report.instructions().forEach(instruction -> instructions.add(new InstructionRecord(instruction)));
        report.bases().forEach(base -> bases.add(new BaseRecord(base)));
        report.context().leftOut().forEach(directory -> leftOut.add(new LeftOutRecord(directory)));
        repository = kept.image().name().isEmpty() ? image : kept.image().name();
        digest = kept.image().digest();
        baseReference = kept.base() == null ? "" : kept.base().requested();
        baseDigest = kept.base() == null ? "" : kept.base().digest().toString();
        builder = kept.builder().name();
        builderReason = kept.builder().reason();
        reason = kept.reason();
        dockerfile = report.source().dockerfile();
        reused = kept.reused();
        started = kept.when().toEpochMilli();
        durationMillis = kept.millis();
        bytes = kept.image().bytes();
        baseBytes = kept.image().baseBytes();
        applicationBytes = kept.image().applicationBytes();
        contextBytes = kept.context().sentBytes();
        contextFiles = kept.context().sentFiles();
        contextTotalBytes = kept.context().totalBytes();
        contextTotalFiles = kept.context().totalFiles();
        instructionCount = bounded.instructions();
        sentBytes = report.outputs().stream().mapToLong(Published::sentBytes).sum();
    }

    @Exported
    public List<String> getTags() {
        return tags;
    }

    /** Milliseconds by phase, in lower case. */
    @Exported
    public Map<String, Long> getPhases() {
        return phases;
    }

    /** The first 1,000. */
    @Exported
    public List<InstructionRecord> getInstructions() {
        return instructions;
    }

    /** How many instructions the build had. */
    @Exported
    public int getInstructionCount() {
        // A run of an older version has no count.
        return Math.max(instructionCount, instructions.size());
    }

    void setBaseline(BaselineRecord baseline) {
        this.baseline = baseline;
    }

    /** What the rules say of it, and what it would weigh on other bases. */
    @Exported
    public BaselineRecord getBaseline() {
        return baseline == null ? BaselineRecord.NONE : baseline;
    }

    /** The findings, the most serious first, with the members that they have in the JSON form of a report. */
    @Exported
    public List<Map<String, Object>> getFindings() {
        return report == null
                ? List.of()
                : JsonObject.parse(report.getBytes(StandardCharsets.UTF_8)).objects("findings").stream()
                        .map(JsonObject::members)
                        .toList();
    }

    /** Whether findings were stored; older versions did not. */
    public boolean isChecked() {
        return report != null;
    }

    /** That of the target stage first. */
    @Exported
    public List<BaseRecord> getBases() {
        // A run of an older version has none.
        return bases == null ? List.of() : bases;
    }

    @Exported
    public String getRepository() {
        return repository;
    }

    @Exported
    public String getDigest() {
        return digest;
    }

    /** The first twelve digits, for people. */
    public String getShortDigest() {
        int colon = digest.indexOf(':') + 1;
        return digest.substring(colon, Math.min(digest.length(), colon + 12));
    }

    /** {@code repository@digest}. */
    @Exported
    public String getReference() {
        return repository + "@" + digest;
    }

    @Exported
    public String getBaseReference() {
        return baseReference;
    }

    @Exported
    public String getBaseDigest() {
        return baseDigest;
    }

    @Exported
    public String getBuilder() {
        return builder;
    }

    @Exported
    public String getBuilderReason() {
        return builderReason;
    }

    /** Why it was made or was not, "" where nobody knows. */
    @Exported
    public String getReason() {
        return reason;
    }

    @Exported
    public String getDockerfile() {
        return dockerfile;
    }

    @Exported
    public boolean isReused() {
        return reused;
    }

    /** Milliseconds since 1970. */
    @Exported
    public long getStarted() {
        return started;
    }

    @Exported
    public long getDurationMillis() {
        return durationMillis;
    }

    /** Compressed bytes of all layers. */
    @Exported
    public long getBytes() {
        return bytes;
    }

    @Exported
    public long getBaseBytes() {
        return baseBytes;
    }

    @Exported
    public long getApplicationBytes() {
        return applicationBytes;
    }

    /** Of the files that the build needed. */
    @Exported
    public long getContextBytes() {
        return contextBytes;
    }

    @Exported
    public long getContextFiles() {
        return contextFiles;
    }

    /** Of all files that stood in the context. */
    @Exported
    public long getContextTotalBytes() {
        return contextTotalBytes;
    }

    @Exported
    public long getContextTotalFiles() {
        return contextTotalFiles;
    }

    /** Directories of the context of which nothing was needed, the heaviest first. */
    @Exported
    public List<LeftOutRecord> getLeftOut() {
        // A run of an older version has none.
        return leftOut == null ? List.of() : leftOut;
    }

    /** That went to the registry. */
    @Exported
    public long getSentBytes() {
        return sentBytes;
    }

    /** How many instructions were not carried out because their layers were there. */
    @Exported
    public long getCached() {
        return instructions.stream().filter(InstructionRecord::isCached).count();
    }
}
