package io.jenkins.containerbuild.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What expansion sees: the environment that the image will have, and over it the build arguments. */
final class Environment {
    /** {@code name=value}; an entry of a base without the equals sign stays as it is. */
    private final List<String> configured = new ArrayList<>();

    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();

    /** An entry of the base's configuration. */
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

    /** The build arguments of a base stage; where its environment has the name too, the environment wins again. */
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
