package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.image.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@code config} object in an image configuration, as the OCI and Docker image specifications define it. */
final class ContainerConfig {
    /** Names of the members, in the order in which BuildKit writes them. */
    private static final List<String> MEMBERS = List.of(
            "User",
            "ExposedPorts",
            "Env",
            "Entrypoint",
            "Cmd",
            "Volumes",
            "WorkingDir",
            "Labels",
            "StopSignal",
            "ArgsEscaped",
            "Healthcheck",
            "OnBuild",
            "Shell");

    private static final List<String> HEALTHCHECK =
            List.of("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries");

    private ContainerConfig() {}

    /** The members that an image inherits from its base image. */
    static JsonObject known(JsonObject config) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name : MEMBERS) {
            if (config.has(name) && !name.equals("OnBuild")) {
                members.put(name, config.members().get(name));
            }
        }
        if (config.has("Healthcheck")) {
            members.put("Healthcheck", healthcheck(config.object("Healthcheck")));
        }
        return new JsonObject(members);
    }

    /** A mutable copy, with mutable maps and lists. */
    static Map<String, Object> mutable(JsonObject config) {
        Map<String, Object> copy = new LinkedHashMap<>();
        config.members().forEach((name, value) -> {
            if (value instanceof Map<?, ?> map && !name.equals("Healthcheck")) {
                copy.put(name, new TreeMap<>(map));
            } else {
                copy.put(name, value instanceof List<?> list ? new ArrayList<>(list) : value);
            }
        });
        return copy;
    }

    private static Map<String, Object> healthcheck(JsonObject config) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name : HEALTHCHECK) {
            if (config.has(name) && !isEmpty(config.members().get(name))) {
                members.put(name, config.members().get(name));
            }
        }
        return members;
    }

    /** The members in BuildKit's order, without empty ones. */
    static Map<String, Object> ordered(Map<String, Object> config, List<String> environment) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (String name : MEMBERS) {
            Object value = name.equals("Env") ? environment : config.get(name);
            if (value != null && (!isEmpty(value) || name.equals("Healthcheck"))) {
                ordered.put(name, sorted(name, value));
            }
        }
        return ordered;
    }

    /**
     * Sorts a map by its keys, as Go writes maps. A health check is a struct in Go, so its members keep their order.
     */
    private static Object sorted(String name, Object value) {
        return value instanceof Map<?, ?> map && !name.equals("Healthcheck") ? new TreeMap<>(map) : value;
    }

    private static boolean isEmpty(Object value) {
        return value instanceof Collection<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value.equals("")
                || value.equals(false)
                || value instanceof Number number && number.longValue() == 0;
    }
}
