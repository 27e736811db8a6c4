package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import java.io.Serializable;
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
    private final long contextBytes;
    private final long contextFiles;
    private final long sentBytes;

    /** @param image the name that the step was given; holds for images that got no other */
    BuildRecord(String image, BuildReport report) {
        for (ImageReference name : report.image().names()) {
            tags.add(name.toString());
        }
        for (Map.Entry<Phase, Long> phase : report.phases().entrySet()) {
            phases.put(phase.getKey().name().toLowerCase(Locale.ROOT), phase.getValue());
        }
        report.instructions().forEach(instruction -> instructions.add(new InstructionRecord(instruction)));
        report.bases().forEach(base -> bases.add(new BaseRecord(base)));
        repository = report.image().names().isEmpty()
                ? image
                : report.image().names().get(0).name();
        digest = report.image().manifest().digest().toString();
        baseReference = report.bases().isEmpty() ? "" : report.bases().get(0).requested();
        baseDigest =
                report.bases().isEmpty() ? "" : report.bases().get(0).digest().toString();
        builder = report.builder().name();
        builderReason = report.builder().reason();
        dockerfile = report.source().dockerfile();
        reused = isReused(report);
        reason = reason(report);
        started = report.started().toEpochMilli();
        durationMillis = report.millis();
        bytes = report.image().bytes();
        baseBytes = report.image().baseBytes();
        contextBytes = report.context().sentBytes();
        contextFiles = report.context().sentFiles();
        sentBytes = report.outputs().stream().mapToLong(Published::sentBytes).sum();
    }

    /** The whole image was found, or every layer that the target has on top of its base. */
    private static boolean isReused(BuildReport report) {
        return report.instructions().stream()
                .noneMatch(instruction -> instruction.outcome() == Outcome.MADE && instruction.layerBytes() != 0);
    }

    private static String reason(BuildReport report) {
        if (!report.notes().isEmpty()) {
            return String.join("; ", report.notes());
        }
        return isReused(report) ? "all layers were found in the cache" : "built anew: no earlier build is known";
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

    @Exported
    public List<InstructionRecord> getInstructions() {
        return instructions;
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
        return bytes - baseBytes;
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
