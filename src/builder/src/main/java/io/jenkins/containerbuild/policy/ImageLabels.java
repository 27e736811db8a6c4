package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads image labels and compares them with the labels that a policy requires. Configuration values that are not
 * strings are ignored.
 */
final class ImageLabels {
    private ImageLabels() {}

    static Map<String, String> of(ImageConfig config) {
        Map<String, String> labels = new LinkedHashMap<>();
        Object container = config.json().members().get("config");
        if (container instanceof Map<?, ?> members && members.get("Labels") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> {
                if (name instanceof String key && value instanceof String text) {
                    labels.put(key, text);
                }
            });
        }
        return labels;
    }

    static String text(JsonObject json, String name) {
        return json.members().get(name) instanceof String text ? text : "";
    }

    /** Messages for labels that are missing or have a wrong value; empty if all required labels are correct. */
    static List<String> lacking(List<Policy.Label> wanted, Map<String, String> labels) {
        List<String> lacking = new ArrayList<>();
        for (Policy.Label label : wanted) {
            String value = labels.getOrDefault(label.name(), "");
            if (value.isEmpty()) {
                lacking.add(
                        label.name() + " is missing" + (label.value().isEmpty() ? "" : ", set it to " + label.value()));
            } else if (!label.value().isEmpty() && !NamePattern.matchesValue(label.value(), value)) {
                lacking.add(label.name() + " is \"" + value + "\", set it to " + label.value());
            }
        }
        return lacking;
    }
}
