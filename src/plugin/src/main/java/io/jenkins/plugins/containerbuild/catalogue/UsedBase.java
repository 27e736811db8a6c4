package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.history.BaseRecord;

/** A base that a job's last successful build used; a plain class, since the file cannot hold records. */
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

    static UsedBase of(String job, int build, BaseRecord base) {
        return new UsedBase(
                job,
                build,
                base.getRequested(),
                image(base.getReference()),
                base.getDigest(),
                base.getPlatform() == null ? "" : base.getPlatform());
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

    /** What its Dockerfile names: an entry of the catalogue, or an image. */
    public String getRequested() {
        return requested;
    }

    /** The image without the digest that it had then, {@code registry/repository:tag}, or with it where it has no tag. */
    public String getReference() {
        return reference;
    }

    /** Of the manifest for the platform. */
    public String getDigest() {
        return digest;
    }

    /** {@code os/architecture[/variant]}, "" where an older version recorded none. */
    public String getPlatform() {
        return platform;
    }

    /** Whether the Dockerfile itself says which digest: then another one makes no other image. */
    public boolean isPinned() {
        return requested.contains("@");
    }

    /** The image of a reference, whatever its digest, where it has a tag. */
    static String image(String reference) {
        try {
            ImageReference parsed = ImageReference.parse(reference).withDefaultTag();
            return parsed.hasTag() ? parsed.name() + ":" + parsed.tag() : parsed.toString();
        } catch (IllegalArgumentException e) {
            // An OCI layout.
            return reference;
        }
    }

    /** The image of an entry, in the same form. */
    static String image(Catalogue.Entry entry) {
        return image(entry.pinned());
    }
}
