package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.fault.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;

/** Converts lists and maps of a step to and from text with one entry per line; map entries are {@code NAME=value}. */
final class FormLines {
    private FormLines() {}

    /**
     * Prepares a submitted form for data binding. Converts text to lists, and removes maps, which cannot be bound, and
     * {@code push} if it is not set.
     */
    static JSONObject bindable(JSONObject form) {
        JSONObject result = JSONObject.fromObject(form);
        if (form.has("tags")) {
            result.put("tags", list(form.getString("tags")));
        }
        for (String list : List.of("cacheFrom", "cacheTo")) {
            if (form.has(list)) {
                result.put(list, lines(form.getString(list)));
            }
        }
        for (String map : List.of("buildArgs", "labels", "baseImages")) {
            result.remove(map);
        }
        if (form.optString("push").isEmpty()) {
            result.remove("push");
        }
        return result;
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split("[\\n,]"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Splits a list whose values may contain commas into its non-empty lines. */
    static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** The lines of a field as a map; lines without a name are ignored. */
    static Map<String, String> map(JSONObject form, String field) {
        return map(form.optString(field));
    }

    private static Map<String, String> map(String text) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String line : text.split("\\n")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                map.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return map;
    }

    /** The lines as a map; throws {@link InputException} if a line is not {@code NAME=value}. */
    static Map<String, String> requireMap(String text) {
        text.lines()
                .filter(line -> !line.isBlank() && line.indexOf('=') < 1)
                .findFirst()
                .ifPresent(line -> {
                    throw new InputException("\"" + line.strip() + "\" is not in the format NAME=value");
                });
        return map(text);
    }

    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining("\n"));
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                : "";
    }
}
