package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * A part of a stored report for pages and {@code api/json}, for example an instruction, a base image or a finding.
 * Members that a part does not have are null. This class is a bean because {@code tree=} cannot select members of maps.
 */
@ExportedBean(defaultVisibility = 999)
public final class ReportPart {
    private final JsonObject members;

    /** @param members values by property name */
    ReportPart(JsonObject members) {
        this.members = members;
    }

    private Object member(String name) {
        return members.members().get(name);
    }

    /** Number of the first line in the Dockerfile, from 1. */
    @Exported(skipNull = true)
    public Object getLine() {
        return member("line");
    }

    @Exported(skipNull = true)
    public Object getStage() {
        return member("stage");
    }

    /** Text of an instruction in the Dockerfile, at most 200 characters. */
    @Exported(skipNull = true)
    public Object getText() {
        return member("text");
    }

    /** Outcome of an instruction: {@code made}, {@code cached} or {@code reused}. */
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

    /** Name of a base image in the Dockerfile. */
    @Exported(skipNull = true)
    public Object getRequested() {
        return member("requested");
    }

    /** Reference of an image, or path of an OCI layout. */
    @Exported(skipNull = true)
    public Object getReference() {
        return member("reference");
    }

    /** Digest of the manifest for the build's platform. */
    @Exported(skipNull = true)
    public Object getDigest() {
        return member("digest");
    }

    @Exported(skipNull = true)
    public Object getPlatform() {
        return member("platform");
    }

    /** Name of the rule that produced a verdict or a finding. */
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

    /** Number of uncompressed bytes that following the advice saves in the image. */
    @Exported(skipNull = true)
    public Object getSavedBytes() {
        return member("savedBytes");
    }

    /** Name of an alternative base image in the catalogue. */
    @Exported(skipNull = true)
    public Object getName() {
        return member("name");
    }

    /** Compressed size of an alternative base image in bytes. */
    @Exported(skipNull = true)
    public Object getBaseBytes() {
        return member("baseBytes");
    }

    /** Size in bytes of the layers that an alternative base image shares with the current base image. */
    @Exported(skipNull = true)
    public Object getSharedBytes() {
        return member("sharedBytes");
    }

    /** Compressed size in bytes that the image would have on an alternative base image. */
    @Exported(skipNull = true)
    public Object getImageBytes() {
        return member("imageBytes");
    }

    /** Change of the image's size on an alternative base image, in percent; negative if the image would be smaller. */
    @Exported(skipNull = true)
    public Object getPercent() {
        return member("percent");
    }

    /** Results of the policy rules. */
    @Exported(skipNull = true)
    public List<ReportPart> getVerdicts() {
        return parts("verdicts");
    }

    /** Sizes of the image on alternative base images. */
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

    /** The formatted duration; "" if unknown. */
    public String getTime() {
        return Figures.duration(number("millis"));
    }

    /** The formatted size of the layers; "" if there are no layers. */
    public String getLayerSize() {
        return number("layerBytes") <= 0 ? "" : Figures.bytes(number("layerBytes"));
    }

    /** The formatted number of files; "" if there are no files. */
    public String getFileCount() {
        return number("files") <= 0 ? "" : Figures.count(number("files"));
    }

    /** The formatted size. */
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

    /** The formatted change of the image's size on an alternative base image in percent; "" if unknown. */
    public String getChange() {
        long percent = members.number("percent");
        return number("imageBytes") < 0 ? "" : Figures.change(percent);
    }

    /** The text of a member; "" if the part does not have it. */
    public String text(String name) {
        return members.string(name);
    }

    /** The number in a member; -1 if the part does not have it. */
    long number(String name) {
        return members.has(name) ? members.number(name) : -1;
    }
}
