package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import java.io.Serializable;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** The image that a Pipeline gets from {@code containerBuild}; sandboxed ones too. */
public final class ContainerImage implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String digest;
    private final String imageId;
    private final String reference;
    private final String baseDigest;
    private final String reason;
    private final List<String> tags;
    private final long bytes;
    private final long durationMillis;
    private final boolean reused;
    private final String report;

    ContainerImage(BuildReport report, BuildRecord record) {
        this.digest = record.getDigest();
        this.imageId = report.image().config().toString();
        this.reference = record.getReference();
        this.baseDigest = record.getBaseDigest();
        this.reason = record.getReason();
        this.tags = record.getTags();
        this.bytes = record.getBytes();
        this.durationMillis = record.getDurationMillis();
        this.reused = record.isReused();
        this.report = ReportFiles.json(report).toString();
    }

    /** Of the manifest: {@code sha256:…}. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }

    /** The digest of its configuration, which engines call its id. */
    @Whitelisted
    public String getImageId() {
        return imageId;
    }

    /** Its names: {@code registry/repository:tag}. */
    @Whitelisted
    public List<String> getTags() {
        return tags;
    }

    /** {@code registry/repository@digest}: this image and no later one, for those who deploy it. */
    @Whitelisted
    public String getReference() {
        return reference;
    }

    /** Compressed bytes of all layers. */
    @Whitelisted
    public long getBytes() {
        return bytes;
    }

    @Whitelisted
    public long getDurationMillis() {
        return durationMillis;
    }

    /** Whether nothing had to be made. */
    @Whitelisted
    public boolean isReused() {
        return reused;
    }

    /** Why it was made, or was not. */
    @Whitelisted
    public String getReason() {
        return reason;
    }

    /** Of the image that the target stage starts from; "" where it starts from scratch. */
    @Whitelisted
    public String getBaseDigest() {
        return baseDigest;
    }

    /** The whole report as JSON, the same as {@code container-build build --report} writes. */
    @Whitelisted
    public String getReport() {
        return report;
    }

    @Override
    @Whitelisted
    public String toString() {
        return reference;
    }
}
