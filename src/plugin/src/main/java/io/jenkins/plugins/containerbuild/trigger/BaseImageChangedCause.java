package io.jenkins.plugins.containerbuild.trigger;

import hudson.model.Cause;
import hudson.model.TaskListener;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.catalogue.UsedBase;
import org.kohsuke.stapler.export.Exported;

/** Cause of a build: a base image changed after the job's last successful build. */
public final class BaseImageChangedCause extends Cause {
    private final String entry;
    private final String reference;
    private final String platform;
    private final String oldDigest;
    private final String newDigest;

    BaseImageChangedCause(Catalogue.Entry entry, UsedBase use, String newDigest) {
        this.entry = entry.name();
        this.reference = use.getReference();
        this.platform = use.getPlatform();
        this.oldDigest = use.getDigest();
        this.newDigest = newDigest;
    }

    /** Name of the base image's catalogue entry; the image reference if the image is not in the catalogue. */
    @Exported(visibility = 3)
    public String getEntry() {
        return entry;
    }

    @Exported(visibility = 3)
    public String getReference() {
        return reference;
    }

    @Exported(visibility = 3)
    public String getPlatform() {
        return platform;
    }

    /** Digest of the platform's manifest that the last successful build used. */
    @Exported(visibility = 3)
    public String getOldDigest() {
        return oldDigest;
    }

    /** Digest of the platform's manifest that is now in the registry. */
    @Exported(visibility = 3)
    public String getNewDigest() {
        return newDigest;
    }

    @Override
    public String getShortDescription() {
        return "Base image " + name() + " changed from " + shortened(oldDigest) + " to " + shortened(newDigest);
    }

    private String name() {
        return entry.equals(reference) ? entry : entry + " (" + reference + ")";
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), "sha256:".length() + 12));
    }

    @Override
    public void print(TaskListener listener) {
        listener.getLogger()
                .println("Base image " + name() + " changed for " + platform + " from " + oldDigest + " to "
                        + newDigest);
    }
}
