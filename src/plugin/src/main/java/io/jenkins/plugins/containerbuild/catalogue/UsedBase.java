package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.history.ReportPart;

/** A base image that a job's last successful build used. Not a record: the file format does not support records. */
public final class UsedBase {
    private final String job;
    private final int build;
    private final String requested;
    private final String reference;
    private final String digest;
    private final String platform;

    UsedBase(String job, int build, String requested, String reference, String digest, String platform) {
        this.job = job;
        this.build = build;
        this.requested = requested;
        this.reference = reference;
        this.digest = digest;
        this.platform = platform;
    }

    static UsedBase of(String job, int build, ReportPart base) {
        return new UsedBase(
                job,
                build,
                base.text("requested"),
                image(base.text("reference")),
                base.text("digest"),
                base.text("platform"));
    }

    UsedBase withJob(String name) {
        return new UsedBase(name, build, requested, reference, digest, platform);
    }

    /** Full name of the job. */
    public String getJob() {
        return job;
    }

    /** Number of the build. */
    public int getBuild() {
        return build;
    }

    /** Name of the base image in the Dockerfile: a catalogue entry or an image. */
    public String getRequested() {
        return requested;
    }

    /** The image, {@code registry/repository:tag}; with its digest only if it has no tag. */
    public String getReference() {
        return reference;
    }

    /** Digest of the manifest for the platform. */
    public String getDigest() {
        return digest;
    }

    /** {@code os/architecture[/variant]}; "" if an older version of the plugin did not record the platform. */
    public String getPlatform() {
        return platform;
    }

    /** Whether the Dockerfile pins the digest, so that changes in the registry do not affect the build. */
    public boolean isPinned() {
        return requested.contains("@");
    }

    /** Normalises a reference to {@code registry/repository:tag}, or keeps the digest if the reference has no tag. */
    static String image(String reference) {
        try {
            ImageReference parsed = ImageReference.parse(reference).withDefaultTag();
            return parsed.hasTag() ? parsed.name() + ":" + parsed.tag() : parsed.toString();
        } catch (IllegalArgumentException e) {
            // Not an image in a registry but, for example, an OCI layout.
            return reference;
        }
    }

    /** The image of an entry, normalised like a reference. */
    static String image(Catalogue.Entry entry) {
        return image(entry.pinned());
    }
}
