package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.image.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Members of a JSON object that is being written, in their order. */
final class JsonMembers {
    private final Map<String, Object> members = new LinkedHashMap<>();

    JsonMembers with(String name, Object value) {
        members.put(name, value instanceof JsonMembers inner ? inner.members : value);
        return this;
    }

    /** A number; what is not known, -1, has no member. */
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
