package io.jenkins.plugins.containerbuild.history;

import com.thoughtworks.xstream.converters.ConversionException;
import com.thoughtworks.xstream.converters.Converter;
import com.thoughtworks.xstream.converters.MarshallingContext;
import com.thoughtworks.xstream.converters.UnmarshallingContext;
import com.thoughtworks.xstream.io.HierarchicalStreamReader;
import com.thoughtworks.xstream.io.HierarchicalStreamWriter;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlanReport;
import io.jenkins.containerbuild.report.ReportFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The report of one build, stored as JSON in build.xml. Unknown sizes, counts and durations are -1. Records extend the
 * report by {@code requestedImage}, the image name in the step; {@code instructionCount}, because only the first 1,000
 * instructions are stored; and {@code alternatives}, the alternative base images.
 */
@ExportedBean(defaultVisibility = 999)
public final class BuildRecord {
    private static final int LONGEST_INSTRUCTION = 200;

    private final JsonObject json;

    private BuildRecord(JsonObject json) {
        this.json = json;
    }

    static BuildRecord of(String requestedImage, BoundedReport bounded, List<PlanReport.Alternative> alternatives) {
        Map<String, Object> members =
                new LinkedHashMap<>(ReportFiles.json(bounded.report()).members());
        members.put("requestedImage", requestedImage);
        members.put("instructionCount", bounded.instructions());
        members.put(
                "alternatives",
                alternatives.stream()
                        .map(base -> members(base, bounded.report().image()))
                        .toList());
        return new BuildRecord(JsonObject.parse(new JsonObject(members).toBytes()));
    }

    private static Map<String, Object> members(PlanReport.Alternative base, BuildReport.Image image) {
        long other = image.bytes() - image.baseBytes() + base.bytes();
        return Map.of(
                "name", base.name(),
                "reference", base.reference(),
                "baseBytes", base.bytes(),
                "sharedBytes", base.sharedBytes(),
                "imageBytes", other,
                "percent", Figures.percent(other, image.bytes()));
    }

    /** Writes JSON, and reads JSON or the XML elements of earlier versions. XStream finds this class by its name. */
    public static final class ConverterImpl implements Converter {
        @Override
        @SuppressWarnings("rawtypes")
        public boolean canConvert(Class type) {
            return type == BuildRecord.class;
        }

        @Override
        public void marshal(Object record, HierarchicalStreamWriter writer, MarshallingContext context) {
            writer.startNode("report");
            writer.setValue(((BuildRecord) record).json.toString());
            writer.endNode();
        }

        @Override
        public Object unmarshal(HierarchicalStreamReader reader, UnmarshallingContext context) {
            try {
                return new BuildRecord(StoredReport.read(reader));
            } catch (IllegalArgumentException e) {
                throw new ConversionException("invalid record of a container build: " + e.getMessage(), e);
            }
        }
    }

    private static long number(JsonObject object, String name) {
        return object.has(name) ? object.number(name) : -1;
    }

    private static ReportPart part(JsonObject object, List<String> texts, List<String> numbers) {
        Map<String, Object> members = new LinkedHashMap<>();
        texts.forEach(name -> members.put(name, object.string(name)));
        numbers.forEach(name -> members.put(name, number(object, name)));
        return new ReportPart(new JsonObject(members));
    }

    @Exported
    public List<String> getTags() {
        return json.object("image").strings("names");
    }

    /** Durations in milliseconds, by phase name in lower case. */
    @Exported
    public Map<String, Long> getPhases() {
        Map<String, Long> phases = new LinkedHashMap<>();
        JsonObject stored = json.object("phases");
        stored.members().keySet().forEach(phase -> phases.put(phase, stored.number(phase)));
        return phases;
    }

    @Exported
    public List<ReportPart> getInstructions() {
        return json.objects("instructions").stream()
                .map(BuildRecord::instruction)
                .toList();
    }

    private static ReportPart instruction(JsonObject stored) {
        Map<String, Object> members = new LinkedHashMap<>(stored.members());
        members.put("text", Bounds.text(stored.string("instruction"), LONGEST_INSTRUCTION));
        members.put("millis", number(stored, "milliseconds"));
        return part(
                new JsonObject(members),
                List.of("stage", "text", "outcome"),
                List.of("line", "millis", "layerBytes", "files"));
    }

    @Exported
    public long getInstructionCount() {
        return json.number("instructionCount");
    }

    /** Results of the policy rules, and sizes of the image on alternative base images. */
    @Exported
    public ReportPart getBaseline() {
        return new ReportPart(new JsonObject(Map.of(
                "verdicts",
                json.objects("policy").stream().map(JsonObject::members).toList(),
                "alternatives",
                json.objects("alternatives").stream().map(JsonObject::members).toList())));
    }

    /** Files that probably do not belong in the image; the most serious findings come first. */
    @Exported
    public List<ReportPart> getFindings() {
        return json.objects("findings").stream().map(ReportPart::new).toList();
    }

    /** Whether findings were stored; earlier versions of the plugin did not store findings. */
    public boolean isChecked() {
        return json.has("findings");
    }

    /** Base images of the build; the base image of the target stage comes first. */
    @Exported
    public List<ReportPart> getBases() {
        return json.objects("bases").stream()
                .map(base -> part(base, List.of("requested", "reference", "digest", "platform"), List.of("bytes")))
                .toList();
    }

    @Exported
    public String getRepository() {
        List<String> names = getTags();
        return names.isEmpty()
                ? json.string("requestedImage")
                : ImageReference.parse(names.get(0)).name();
    }

    @Exported
    public String getDigest() {
        return json.object("image").string("digest");
    }

    @Exported
    public String getReference() {
        return getRepository() + "@" + getDigest();
    }

    @Exported
    public String getBaseReference() {
        return ofBase("requested");
    }

    @Exported
    public String getBaseDigest() {
        return ofBase("digest");
    }

    private String ofBase(String name) {
        return json.objects("bases").stream()
                .findFirst()
                .map(base -> base.string(name))
                .orElse("");
    }

    @Exported
    public String getBuilder() {
        return json.object("builder").string("name");
    }

    @Exported
    public String getBuilderReason() {
        return json.object("builder").string("reason");
    }

    /** Why the image was built or reused; "" if unknown. */
    @Exported
    public String getReason() {
        List<String> reasons = new ArrayList<>(json.strings("notes"));
        reasons.add(0, json.string("reason"));
        reasons.removeIf(String::isEmpty);
        return Bounds.text(String.join("; ", reasons));
    }

    @Exported
    public String getDockerfile() {
        return json.string("dockerfile");
    }

    @Exported
    public boolean isReused() {
        List<ReportPart> instructions = getInstructions();
        return !instructions.isEmpty() && instructions.stream().allMatch(ReportPart::isReused);
    }

    /** Start time of the build in milliseconds since the epoch. */
    @Exported
    public long getStarted() {
        return Instant.parse(json.string("started")).toEpochMilli();
    }

    @Exported
    public long getDurationMillis() {
        return json.number("milliseconds");
    }

    /** Compressed size of all layers in bytes. */
    @Exported
    public long getBytes() {
        return ofImage("bytes");
    }

    @Exported
    public long getBaseBytes() {
        return ofImage("baseBytes");
    }

    @Exported
    public long getApplicationBytes() {
        return getBytes() < 0 || getBaseBytes() < 0 ? -1 : getBytes() - getBaseBytes();
    }

    /** A size of the image in bytes; -1 if the image is only in an engine, which does not compress layers. */
    private long ofImage(String name) {
        JsonObject image = json.object("image");
        return image.string("mediaType").equals(MediaTypes.DOCKER_CONFIG) ? -1 : number(image, name);
    }

    /** Size in bytes of the context files that the build needed. */
    @Exported
    public long getContextBytes() {
        return number(json.object("context"), "sentBytes");
    }

    @Exported
    public long getContextFiles() {
        return number(json.object("context"), "sentFiles");
    }

    @Exported
    public long getContextTotalBytes() {
        return number(json.object("context"), "totalBytes");
    }

    @Exported
    public long getContextTotalFiles() {
        return number(json.object("context"), "totalFiles");
    }

    /** Directories of the context from which the build needed no file; the largest directories come first. */
    @Exported
    public List<ReportPart> getLeftOut() {
        return json.object("context").objects("leftOut").stream()
                .map(ReportPart::new)
                .toList();
    }

    /** Bytes written or uploaded for all outputs; -1 if unknown for one of them. */
    @Exported
    public long getSentBytes() {
        return json.objects("outputs").stream()
                .mapToLong(output -> number(output, "sentBytes"))
                .reduce(0, (sum, bytes) -> sum < 0 || bytes < 0 ? -1 : sum + bytes);
    }

    /** Number of instructions that did not run because their results were cached. */
    @Exported
    public long getCached() {
        return getInstructions().stream().filter(ReportPart::isCached).count();
    }
}
