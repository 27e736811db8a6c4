package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.report.BuildReport;
import java.io.Serializable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** An image that a build started or copied from. */
@ExportedBean(defaultVisibility = 999)
public final class BaseRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String requested;
    private final String reference;
    private final String digest;
    private final String platform;
    private final long bytes;

    BaseRecord(BuildReport.Base base) {
        requested = base.requested();
        reference = base.reference();
        digest = base.digest().toString();
        platform = base.platform();
        bytes = base.bytes();
    }

    /** As the Dockerfile names it. */
    @Exported
    public String getRequested() {
        return requested;
    }

    /** With its digest, of the index where there is one; or a path. */
    @Exported
    public String getReference() {
        return reference;
    }

    /** Of the manifest for the platform. */
    @Exported
    public String getDigest() {
        return digest;
    }

    @Exported
    public String getPlatform() {
        return platform;
    }

    /** Compressed. */
    @Exported
    public long getBytes() {
        return bytes;
    }
}
