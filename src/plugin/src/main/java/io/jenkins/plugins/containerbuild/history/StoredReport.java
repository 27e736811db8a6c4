package io.jenkins.plugins.containerbuild.history;

import com.thoughtworks.xstream.io.HierarchicalStreamReader;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the report of a {@link BuildRecord} from build.xml. Earlier versions of the plugin stored one XML element per
 * figure; these elements are converted to the JSON format of reports.
 */
final class StoredReport {
    private final XmlNode node;

    private StoredReport(XmlNode node) {
        this.node = node;
    }

    /** Reads a record; throws {@link IllegalArgumentException} if no version of the plugin wrote this format. */
    static JsonObject read(HierarchicalStreamReader reader) {
        XmlNode node = XmlNode.read(reader);
        String report = node.text("report");
        return report.isEmpty()
                ? new JsonObject(new StoredReport(node).json())
                : JsonObject.parse(report.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> json() {
        Map<String, Object> json = members(node, List.of("dockerfile", "reason"), List.of());
        json.put("started", Instant.ofEpochMilli(node.number("started")).toString());
        json.put("milliseconds", node.number("durationMillis"));
        json.put("builder", Map.of("name", node.text("builder"), "reason", node.text("builderReason")));
        json.put("phases", phases());
        json.put("instructions", each(node, "instructions", StoredReport::instruction));
        json.put("context", context());
        json.put("bases", bases());
        json.put("image", image());
        json.put("outputs", List.of(members(node, List.of(), List.of("sentBytes"))));
        json.put("requestedImage", node.text("repository"));
        json.put(
                "instructionCount",
                Math.max(
                        node.number("instructionCount"),
                        node.list("instructions").size()));
        XmlNode baseline = new XmlNode("baseline", "", node.list("baseline"));
        json.put(
                "policy",
                each(
                        baseline,
                        "verdicts",
                        one -> members(one, List.of("rule", "verdict", "message"), List.of("line"))));
        json.put("alternatives", each(baseline, "alternatives", StoredReport::alternative));
        return json;
    }

    private interface Translation {
        Map<String, Object> of(XmlNode node);
    }

    private static List<Map<String, Object>> each(XmlNode parent, String list, Translation translation) {
        return parent.list(list).stream().map(translation::of).toList();
    }

    /** Converts child elements to members; omits unknown numbers. */
    private static Map<String, Object> members(XmlNode node, List<String> texts, List<String> numbers) {
        Map<String, Object> members = new LinkedHashMap<>();
        texts.forEach(name -> members.put(name, node.text(name)));
        for (String name : numbers) {
            if (node.number(name) >= 0) {
                members.put(name, node.number(name));
            }
        }
        return members;
    }

    private Map<String, Object> phases() {
        Map<String, Object> phases = new LinkedHashMap<>();
        node.list("phases").forEach(entry -> phases.put(entry.text("string"), entry.number("long")));
        return phases;
    }

    private static Map<String, Object> instruction(XmlNode one) {
        Map<String, Object> instruction =
                members(one, List.of("stage", "outcome"), List.of("line", "layerBytes", "files"));
        instruction.put("instruction", one.text("text"));
        instruction.put("milliseconds", one.number("millis"));
        return instruction;
    }

    private Map<String, Object> context() {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("totalFiles", node.number("contextTotalFiles"));
        context.put("totalBytes", node.number("contextTotalBytes"));
        context.put("sentFiles", node.number("contextFiles"));
        context.put("sentBytes", node.number("contextBytes"));
        context.put("leftOut", each(node, "leftOut", one -> members(one, List.of("path"), List.of("files", "bytes"))));
        return context;
    }

    /** The oldest records contain only the base image of the target stage, without a reference. */
    private List<Map<String, Object>> bases() {
        if (node.list("bases").isEmpty() && !node.text("baseReference").isEmpty()) {
            return List.of(Map.of("requested", node.text("baseReference"), "digest", node.text("baseDigest")));
        }
        return each(
                node,
                "bases",
                base -> members(base, List.of("requested", "reference", "digest", "platform"), List.of("bytes")));
    }

    private Map<String, Object> image() {
        Map<String, Object> image = members(node, List.of("digest"), List.of("bytes", "baseBytes"));
        image.put("names", node.list("tags").stream().map(XmlNode::value).toList());
        return image;
    }

    private static Map<String, Object> alternative(XmlNode one) {
        Map<String, Object> alternative =
                members(one, List.of("name", "reference"), List.of("baseBytes", "sharedBytes", "imageBytes"));
        alternative.put("percent", Figures.percent(one.number("imageBytes"), one.number("insteadOf")));
        return alternative;
    }
}
