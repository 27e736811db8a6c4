package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import java.io.Serializable;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** The result of {@code containerBuild}. Sandboxed Pipelines may read all of its properties. */
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

    /** Digest of the manifest: {@code sha256:…}. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }

    /** Digest of the configuration, which container engines use as the image ID. */
    @Whitelisted
    public String getImageId() {
        return imageId;
    }

    /** Full names of the image: {@code registry/repository:tag}. */
    @Whitelisted
    public List<String> getTags() {
        return tags;
    }

    /**
     * {@code registry/repository@digest}, for deployments: it always refers to this image, even after the tag has
     * moved.
     */
    @Whitelisted
    public String getReference() {
        return reference;
    }

    /** Compressed size of all layers in bytes. */
    @Whitelisted
    public long getBytes() {
        return bytes;
    }

    @Whitelisted
    public long getDurationMillis() {
        return durationMillis;
    }

    /** Whether an existing image was reused. */
    @Whitelisted
    public boolean isReused() {
        return reused;
    }

    /** Why the image was built or reused. */
    @Whitelisted
    public String getReason() {
        return reason;
    }

    /** Digest of the base image of the target stage; "" if the stage starts from scratch. */
    @Whitelisted
    public String getBaseDigest() {
        return baseDigest;
    }

    /** The whole report as JSON, in the format of {@code container-build build --report}. */
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
