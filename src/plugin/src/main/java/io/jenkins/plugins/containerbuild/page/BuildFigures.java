package io.jenkins.plugins.containerbuild.page;

import io.jenkins.containerbuild.image.JsonObject;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The figures of a build for {@code api/json}, with the names and units of {@link
 * io.jenkins.containerbuild.report.history.Trends}. Unknown figures are omitted. This class is a bean because {@code
 * tree=} cannot select members of maps.
 */
@ExportedBean(defaultVisibility = 999)
public final class BuildFigures {
    private final JsonObject figures;

    BuildFigures(JsonObject figures) {
        this.figures = figures;
    }

    private Object figure(String name) {
        return figures.members().get(name);
    }

    /** Start time of the build, in ISO 8601 format and UTC. */
    @Exported(skipNull = true)
    public Object getWhen() {
        return figure("when");
    }

    @Exported(skipNull = true)
    public Object getBuild() {
        return figure("build");
    }

    @Exported(skipNull = true)
    public Object getImage() {
        return figure("image");
    }

    @Exported(skipNull = true)
    public Object getTags() {
        return figure("tags");
    }

    @Exported(skipNull = true)
    public Object getDigest() {
        return figure("digest");
    }

    @Exported(skipNull = true)
    public Object getBytes() {
        return figure("bytes");
    }

    @Exported(skipNull = true)
    public Object getBaseBytes() {
        return figure("baseBytes");
    }

    @Exported(skipNull = true)
    public Object getApplicationBytes() {
        return figure("applicationBytes");
    }

    @Exported(skipNull = true)
    public Object getLayers() {
        return figure("layers");
    }

    @Exported(skipNull = true)
    public Object getMilliseconds() {
        return figure("milliseconds");
    }

    /** Milliseconds by phase. */
    @Exported(skipNull = true)
    public Object getPhases() {
        return figure("phases");
    }

    @Exported(skipNull = true)
    public Object getContextBytes() {
        return figure("contextBytes");
    }

    @Exported(skipNull = true)
    public Object getContextFiles() {
        return figure("contextFiles");
    }

    @Exported(skipNull = true)
    public Object getContextTotalBytes() {
        return figure("contextTotalBytes");
    }

    @Exported(skipNull = true)
    public Object getContextTotalFiles() {
        return figure("contextTotalFiles");
    }

    @Exported(skipNull = true)
    public Object getCached() {
        return figure("cached");
    }

    @Exported(skipNull = true)
    public Object getMade() {
        return figure("made");
    }

    @Exported(skipNull = true)
    public Object getFindings() {
        return figure("findings");
    }

    @Exported(skipNull = true)
    public Object getReused() {
        return figure("reused");
    }

    @Exported(skipNull = true)
    public Object getReason() {
        return figure("reason");
    }

    @Exported(skipNull = true)
    public Object getBuilder() {
        return figure("builder");
    }

    @Exported(skipNull = true)
    public Object getBuilderReason() {
        return figure("builderReason");
    }

    @Exported(skipNull = true)
    public Object getBase() {
        return figure("base");
    }

    @Exported(skipNull = true)
    public Object getBaseDigest() {
        return figure("baseDigest");
    }

    @Exported(skipNull = true)
    public Object getLink() {
        return figure("link");
    }
}
