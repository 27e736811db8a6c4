package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A part of a stored report in pages and in {@code api/json}: an instruction, a base, a finding and so on. Members that the part does not have
 * are null. A bean instead of a map, because {@code tree=} cannot select the members of maps.
 */
@ExportedBean(defaultVisibility = 999)
public final class ReportPart {
    private final JsonObject members;

    /** @param members by the names of the getters */
    ReportPart(JsonObject members) {
        this.members = members;
    }

    private Object member(String name) {
        return members.members().get(name);
    }

    /** First line in the Dockerfile, from 1. */
    @Exported(skipNull = true)
    public Object getLine() {
        return member("line");
    }

    @Exported(skipNull = true)
    public Object getStage() {
        return member("stage");
    }

    /** An instruction as written, at most 200 characters. */
    @Exported(skipNull = true)
    public Object getText() {
        return member("text");
    }

    /** What became of an instruction: {@code made}, {@code cached} or {@code reused}. */
    @Exported(skipNull = true)
    public Object getOutcome() {
        return member("outcome");
    }

    @Exported(skipNull = true)
    public Object getMillis() {
        return member("millis");
    }

    /** Compressed size in bytes of the layers that an instruction made. */
    @Exported(skipNull = true)
    public Object getLayerBytes() {
        return member("layerBytes");
    }

    @Exported(skipNull = true)
    public Object getFiles() {
        return member("files");
    }

    /** Size in bytes; compressed for images. */
    @Exported(skipNull = true)
    public Object getBytes() {
        return member("bytes");
    }

    /** Path in the context; a directory ends with a slash. */
    @Exported(skipNull = true)
    public Object getPath() {
        return member("path");
    }

    /** Name of a base in the Dockerfile. */
    @Exported(skipNull = true)
    public Object getRequested() {
        return member("requested");
    }

    /** Reference of an image, or path of a layout. */
    @Exported(skipNull = true)
    public Object getReference() {
        return member("reference");
    }

    /** Digest of the manifest for the platform. */
    @Exported(skipNull = true)
    public Object getDigest() {
        return member("digest");
    }

    @Exported(skipNull = true)
    public Object getPlatform() {
        return member("platform");
    }

    /** Name of a policy rule or of the rule of a finding. */
    @Exported(skipNull = true)
    public Object getRule() {
        return member("rule");
    }

    /** {@code allow}, {@code warn} or {@code unknown}; a refused build has no record. */
    @Exported(skipNull = true)
    public Object getVerdict() {
        return member("verdict");
    }

    @Exported(skipNull = true)
    public Object getMessage() {
        return member("message");
    }

    /** {@code low}, {@code medium} or {@code high}. */
    @Exported(skipNull = true)
    public Object getSeverity() {
        return member("severity");
    }

    @Exported(skipNull = true)
    public Object getDescription() {
        return member("description");
    }

    @Exported(skipNull = true)
    public Object getAdvice() {
        return member("advice");
    }

    /** Uncompressed bytes by which following the advice makes the image smaller. */
    @Exported(skipNull = true)
    public Object getSavedBytes() {
        return member("savedBytes");
    }

    /** Name of another base in the catalogue. */
    @Exported(skipNull = true)
    public Object getName() {
        return member("name");
    }

    /** Compressed size of another base in bytes. */
    @Exported(skipNull = true)
    public Object getBaseBytes() {
        return member("baseBytes");
    }

    /** Size in bytes of the layers of another base that the current base has as well. */
    @Exported(skipNull = true)
    public Object getSharedBytes() {
        return member("sharedBytes");
    }

    /** Compressed size in bytes of the image on another base. */
    @Exported(skipNull = true)
    public Object getImageBytes() {
        return member("imageBytes");
    }

    /** Percent by which the image would be larger on another base. */
    @Exported(skipNull = true)
    public Object getPercent() {
        return member("percent");
    }

    /** Results of the policy rules. */
    @Exported(skipNull = true)
    public List<ReportPart> getVerdicts() {
        return parts("verdicts");
    }

    /** The image on other bases. */
    @Exported(skipNull = true)
    public List<ReportPart> getAlternatives() {
        return parts("alternatives");
    }

    private List<ReportPart> parts(String name) {
        return members.has(name)
                ? members.objects(name).stream().map(ReportPart::new).toList()
                : null;
    }

    boolean isReused() {
        return text("outcome").equals("reused");
    }

    boolean isCached() {
        return !text("outcome").equals("made");
    }

    /** The duration for people; "" if unknown. */
    public String getTime() {
        return Figures.duration(number("millis"));
    }

    /** The size of the layers for people; "" if there are none. */
    public String getLayerSize() {
        return number("layerBytes") <= 0 ? "" : Figures.bytes(number("layerBytes"));
    }

    /** The number of files for people; "" if there are none. */
    public String getFileCount() {
        return number("files") <= 0 ? "" : Figures.count(number("files"));
    }

    /** The size for people. */
    public String getWeight() {
        return Figures.bytes(number("bytes"));
    }

    public String getBaseWeight() {
        return Figures.bytes(number("baseBytes"));
    }

    public String getImageWeight() {
        return Figures.bytes(number("imageBytes"));
    }

    public String getSharedWeight() {
        return Figures.bytes(number("sharedBytes"));
    }

    /** The change of the image's size on another base in percent; "" if unknown. */
    public String getChange() {
        long percent = members.number("percent");
        return number("imageBytes") < 0 ? "" : Figures.change(percent);
    }

    /** The text of a member; "" if the part does not have it. */
    public String text(String name) {
        return members.string(name);
    }

    /** The number with the name; -1 if it is unknown. */
    long number(String name) {
        return members.has(name) ? members.number(name) : -1;
    }
}
