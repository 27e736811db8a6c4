package io.jenkins.plugins.containerbuild.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;

/** Lists and maps of a step as text: a line each, {@code NAME=value} those of maps. */
final class FormLines {
    private static final List<String> LISTS = List.of("tags");
    private static final List<String> MAPS = List.of("buildArgs", "labels", "baseImages");

    private FormLines() {}

    /** The form with lists and maps in the place of their text. */
    static JSONObject read(JSONObject form) {
        JSONObject result = JSONObject.fromObject(form);
        for (String name : LISTS) {
            result.put(name, list(form.optString(name)));
        }
        for (String name : MAPS) {
            result.put(name, map(form.optString(name)));
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

    private static JSONObject map(String text) {
        JSONObject map = new JSONObject();
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
