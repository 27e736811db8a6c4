package io.jenkins.containerbuild.image;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Checks the type of each member of an image configuration (OCI image specification and Docker's extensions). */
final class ConfigKinds {
    private static final Map<String, BiFunction<JsonObject, String, ?>> IMAGE = kinds(
            List.of("author", "architecture", "variant", "os", "os.version"),
            JsonObject::string,
            Map.of(
                    "created",
                    ConfigKinds::time,
                    "os.features",
                    JsonObject::strings,
                    "config",
                    JsonObject::object,
                    "rootfs",
                    JsonObject::object,
                    "history",
                    JsonObject::objects));

    private static final Map<String, BiFunction<JsonObject, String, ?>> ROOTFS =
            Map.of("type", JsonObject::string, "diff_ids", JsonObject::strings);

    private static final Map<String, BiFunction<JsonObject, String, ?>> HISTORY = kinds(
            List.of("author", "created_by", "comment"),
            JsonObject::string,
            Map.of("created", ConfigKinds::time, "empty_layer", JsonObject::bool));

    private static final Map<String, BiFunction<JsonObject, String, ?>> CONTAINER = kinds(
            List.of("User", "WorkingDir", "StopSignal"),
            JsonObject::string,
            kinds(
                    List.of("Env", "Entrypoint", "Cmd", "OnBuild", "Shell"),
                    JsonObject::strings,
                    Map.of(
                            "ExposedPorts",
                            JsonObject::objectMap,
                            "Volumes",
                            JsonObject::objectMap,
                            "Labels",
                            JsonObject::stringMap,
                            "ArgsEscaped",
                            JsonObject::bool,
                            "Healthcheck",
                            JsonObject::object)));

    private static final Map<String, BiFunction<JsonObject, String, ?>> HEALTHCHECK = kinds(
            List.of("Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"),
            JsonObject::number,
            Map.of("Test", JsonObject::strings));

    /** An RFC 3339 date and time, in which 0 matches any digit. A fraction or the time zone follows. */
    private static final String TIME = "0000-00-00T00:00:00";

    private ConfigKinds() {}

    private static Map<String, BiFunction<JsonObject, String, ?>> kinds(
            List<String> names,
            BiFunction<JsonObject, String, ?> kind,
            Map<String, BiFunction<JsonObject, String, ?>> others) {
        Map<String, BiFunction<JsonObject, String, ?>> all = new HashMap<>(others);
        names.forEach(name -> all.put(name, kind));
        return Map.copyOf(all);
    }

    /** Throws an {@link IllegalArgumentException} that names the first member with the wrong type. */
    static void check(JsonObject image) {
        check("", image, IMAGE);
        check("in rootfs, ", image.object("rootfs"), ROOTFS);
        image.objects("history").forEach(entry -> check("in history, ", entry, HISTORY));
        JsonObject container = image.object("config");
        check("in config, ", container, CONTAINER);
        check("in config.Healthcheck, ", container.object("Healthcheck"), HEALTHCHECK);
    }

    private static void check(String where, JsonObject json, Map<String, BiFunction<JsonObject, String, ?>> kinds) {
        for (String name : json.members().keySet()) {
            BiFunction<JsonObject, String, ?> kind = kinds.get(name);
            try {
                if (kind != null) {
                    kind.apply(json, name);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("its configuration is invalid: " + where + e.getMessage(), e);
            }
        }
    }

    /**
     * Checks a time without java.time, because loading its parser takes longer than loading all other code that reads a
     * configuration.
     */
    private static String time(JsonObject json, String name) {
        String text = json.string(name);
        boolean right = text.length() > TIME.length() && "Zz+-.".indexOf(text.charAt(TIME.length())) >= 0;
        for (int i = 0; right && i < TIME.length(); i++) {
            char c = text.charAt(i);
            right = TIME.charAt(i) == '0' ? c >= '0' && c <= '9' : c == TIME.charAt(i);
        }
        if (json.has(name) && !right) {
            throw new IllegalArgumentException("\"" + name + "\" must be a time such as 2026-01-31T12:00:00Z");
        }
        return text;
    }
}
