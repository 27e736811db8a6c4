package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.measure.Figures;
import java.io.Serializable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What an image would weigh on another base. Bytes are compressed, -1 where they are not known. */
@ExportedBean(defaultVisibility = 999)
public final class AlternativeRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String reference;
    private final long baseBytes;
    private final long sharedBytes;
    private final long imageBytes;
    private final long insteadOf;

    /**
     * An alternative.
     *
     * @param name in the catalogue
     * @param baseBytes of the other base
     * @param sharedBytes of its layers that the base of now has, too
     * @param imageBytes of the image on it
     * @param insteadOf of the image as it is
     */
    public AlternativeRecord(
            String name, String reference, long baseBytes, long sharedBytes, long imageBytes, long insteadOf) {
        this.name = name;
        this.reference = reference;
        this.baseBytes = baseBytes;
        this.sharedBytes = sharedBytes;
        this.imageBytes = imageBytes;
        this.insteadOf = insteadOf;
    }

    @Exported
    public String getName() {
        return name;
    }

    @Exported
    public String getReference() {
        return reference;
    }

    @Exported
    public long getBaseBytes() {
        return baseBytes;
    }

    /** A registry keeps them once. */
    @Exported
    public long getSharedBytes() {
        return sharedBytes;
    }

    @Exported
    public long getImageBytes() {
        return imageBytes;
    }

    /** By which the image would be bigger, or smaller, than it is. */
    @Exported
    public long getPercent() {
        return imageBytes < 0 || insteadOf <= 0 ? 0 : Math.round(100.0 * (imageBytes - insteadOf) / insteadOf);
    }

    public String getBaseWeight() {
        return Figures.bytes(baseBytes);
    }

    public String getImageWeight() {
        return Figures.bytes(imageBytes);
    }

    public String getSharedWeight() {
        return Figures.bytes(sharedBytes);
    }

    public String getChange() {
        return imageBytes < 0 ? "" : Figures.change(imageBytes, insteadOf);
    }
}
