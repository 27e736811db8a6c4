package io.jenkins.containerbuild.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables for expansion: the environment of the image, overridden by build arguments. */
final class Environment {
    /** Entries {@code name=value}. An entry from a base image is kept unchanged even if it has no equals sign. */
    private final List<String> configured = new ArrayList<>();

    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();

    /** Adds an entry of the base image's configuration. */
    void putBase(String entry) {
        int equals = entry.indexOf('=');
        String name = equals < 0 ? entry : entry.substring(0, equals);
        indexes.putIfAbsent(name, configured.size());
        configured.add(entry);
        variables.put(name, equals < 0 ? "" : entry.substring(equals + 1));
    }

    void put(String name, String value) {
        String entry = name + "=" + value;
        Integer index = indexes.get(name);
        if (index != null) {
            configured.set(index, entry);
        } else {
            indexes.put(name, configured.size());
            configured.add(entry);
        }
        variables.put(name, value);
    }

    void putArgument(String name, String value) {
        variables.put(name, value);
    }

    /** Inherits the build arguments of a base stage. An environment variable of the same name takes precedence. */
    void inherit(Environment parent) {
        parent.variables.forEach(variables::putIfAbsent);
    }

    String variable(String name) {
        return variables.get(name);
    }

    List<String> configured() {
        return List.copyOf(configured);
    }

    Map<String, String> configuredPairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String entry : configured) {
            int equals = entry.indexOf('=');
            pairs.put(equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
        }
        return pairs;
    }
}
