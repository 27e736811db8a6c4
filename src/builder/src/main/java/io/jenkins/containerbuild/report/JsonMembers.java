package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.image.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Builds a JSON object whose members keep their order. */
final class JsonMembers {
    private final Map<String, Object> members = new LinkedHashMap<>();

    JsonMembers with(String name, Object value) {
        members.put(name, value instanceof JsonMembers inner ? inner.members : value);
        return this;
    }

    /** Adds a number; unknown values (-1) are left out. */
    JsonMembers withKnown(String name, long value) {
        return value < 0 ? this : with(name, value);
    }

    <T> JsonMembers withEach(String name, List<T> values, Function<T, JsonMembers> form) {
        return with(
                name, values.stream().map(value -> form.apply(value).members).toList());
    }

    JsonObject done() {
        return new JsonObject(members);
    }
}
