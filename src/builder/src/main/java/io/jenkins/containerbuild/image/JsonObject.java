package io.jenkins.containerbuild.image;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object from an untrusted source. Each getter throws an {@link IllegalArgumentException} that names the member
 * if the member has another type. The order of members is preserved, and members that are never read are kept.
 */
public record JsonObject(Map<String, Object> members) {

    /** Parses a JSON object in UTF-8; throws {@link IllegalArgumentException} if the bytes are not a JSON object. */
    public static JsonObject parse(byte[] utf8) {
        try {
            Map<String, Object> members = JSON.std.mapFrom(utf8);
            if (members == null) {
                throw new IOException("it is null");
            }
            return new JsonObject(members);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a JSON object: " + firstLine(e.getMessage()), e);
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    public static JsonObject empty() {
        return new JsonObject(new LinkedHashMap<>());
    }

    /** Returns the string with the name, or "" if it is missing. */
    public String string(String name) {
        return member(name, String.class, "", "a string");
    }

    /**
     * Returns the whole number with the name, or 0 if it is missing; numbers that do not fit into 64 bits are rejected.
     */
    public long number(String name) {
        Number number = member(name, Number.class, 0L, "a number");
        if (number instanceof Integer || number instanceof Long) {
            return number.longValue();
        }
        throw wrong(name, "a whole number of 64 bits");
    }

    public boolean bool(String name) {
        return member(name, Boolean.class, false, "true or false");
    }

    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** Returns the object with the name, or an empty one if it is missing. */
    @SuppressWarnings("unchecked")
    public JsonObject object(String name) {
        return new JsonObject(member(name, Map.class, new LinkedHashMap<String, Object>(), "an object"));
    }

    /** Returns the list of objects with the name, or an empty one if it is missing. */
    @SuppressWarnings("unchecked")
    public List<JsonObject> objects(String name) {
        List<JsonObject> result = new ArrayList<>();
        for (Object element : member(name, List.class, List.of(), "a list of objects")) {
            if (!(element instanceof Map)) {
                throw wrong(name, "a list of objects");
            }
            result.add(new JsonObject((Map<String, Object>) element));
        }
        return result;
    }

    /** Returns the list of strings with the name, or an empty one if it is missing. */
    public List<String> strings(String name) {
        List<String> result = new ArrayList<>();
        for (Object element : member(name, List.class, List.of(), "a list of strings")) {
            if (!(element instanceof String text)) {
                throw wrong(name, "a list of strings");
            }
            result.add(text);
        }
        return result;
    }

    /** Returns the map of strings with the name, or an empty one if it is missing. */
    public Map<String, String> stringMap(String name) {
        Map<String, String> result = new LinkedHashMap<>();
        object(name).members.forEach((key, value) -> {
            if (!(value instanceof String text)) {
                throw wrong(name, "a map of strings");
            }
            result.put(key, text);
        });
        return Collections.unmodifiableMap(result);
    }

    /** Returns the map of objects with the name, or an empty one if it is missing. */
    Map<String, Object> objectMap(String name) {
        Map<String, Object> map = object(name).members;
        if (map.values().stream().anyMatch(value -> value != null && !(value instanceof Map))) {
            throw wrong(name, "a map of objects");
        }
        return map;
    }

    private <T> T member(String name, Class<T> kind, T absent, String description) {
        Object value = members.get(name);
        if (value == null) {
            return absent;
        }
        if (!kind.isInstance(value)) {
            throw wrong(name, description);
        }
        return kind.cast(value);
    }

    private static IllegalArgumentException wrong(String name, String kind) {
        return new IllegalArgumentException("\"" + name + "\" must be " + kind);
    }

    /** Returns compact JSON in UTF-8; the order of members is preserved. */
    public byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns compact JSON that omits null members, as Go does in manifests and configurations. */
    @Override
    public String toString() {
        return write(JSON.std);
    }

    /** Returns compact JSON that includes null members. */
    public String toStringWithNulls() {
        return write(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES));
    }

    private String write(JSON writer) {
        try {
            return writer.asString(members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
