package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.report.BuildReport;
import java.io.Serializable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A directory of the context of which a build needed nothing. */
@ExportedBean(defaultVisibility = 999)
public final class LeftOutRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final long files;
    private final long bytes;

    LeftOutRecord(BuildReport.LeftOut directory) {
        path = directory.path();
        files = directory.files();
        bytes = directory.bytes();
    }

    /** Ends with a slash. */
    @Exported
    public String getPath() {
        return path;
    }

    /** In it and below it. */
    @Exported
    public long getFiles() {
        return files;
    }

    @Exported
    public long getBytes() {
        return bytes;
    }
}
