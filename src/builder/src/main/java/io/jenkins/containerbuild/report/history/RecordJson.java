package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.report.BuildReport;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The JSON form of a record: one line of the history. Unknown values are left out. */
final class RecordJson {
    private RecordJson() {}

    static JsonObject of(HistoryRecord kept) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", HistoryRecord.SCHEMA_VERSION);
        json.put("when", kept.when().toString());
        putText(json, "build", kept.build().id());
        putText(json, "link", kept.build().link());
        json.put("image", image(kept.image()));
        json.put("milliseconds", kept.millis());
        json.put("phases", byWord(kept.phases()));
        json.put("context", context(kept.context()));
        json.put("outcomes", byWord(kept.outcomes()));
        putText(json, "reason", kept.reason());
        json.put("builder", builder(kept.builder()));
        if (kept.base() != null) {
            json.put("base", base(kept.base()));
        }
        putKnown(json, "findings", kept.findings());
        return new JsonObject(json);
    }

    private static Map<String, Object> image(HistoryRecord.Image image) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", image.name());
        json.put("tags", image.tags());
        json.put("digest", image.digest());
        putKnown(json, "bytes", image.bytes());
        putKnown(json, "baseBytes", image.baseBytes());
        putKnown(json, "layers", image.layers());
        return json;
    }

    private static Map<String, Object> context(BuildReport.Context context) {
        Map<String, Object> json = new LinkedHashMap<>();
        putKnown(json, "totalFiles", context.totalFiles());
        putKnown(json, "totalBytes", context.totalBytes());
        putKnown(json, "ignoredFiles", context.ignoredFiles());
        putKnown(json, "sentFiles", context.sentFiles());
        putKnown(json, "sentBytes", context.sentBytes());
        return json;
    }

    private static Map<String, Object> builder(BuildReport.BuilderUsed builder) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", builder.name());
        putText(json, "reason", builder.reason());
        return json;
    }

    private static Map<String, Object> base(BuildReport.Base base) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("requested", base.requested());
        json.put("reference", base.reference());
        json.put("digest", base.digest().toString());
        putKnown(json, "bytes", base.bytes());
        putText(json, "platform", base.platform());
        return json;
    }

    private static Map<String, Object> byWord(Map<? extends Enum<?>, ?> values) {
        Map<String, Object> json = new LinkedHashMap<>();
        values.forEach((key, value) -> json.put(word(key), value));
        return json;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void putText(Map<String, Object> json, String name, String text) {
        if (!text.isEmpty()) {
            json.put(name, text);
        }
    }

    private static void putKnown(Map<String, Object> json, String name, long value) {
        if (value >= 0) {
            json.put(name, value);
        }
    }

    /**
     * Reads a record of {@link HistoryRecord#SCHEMA_VERSION}; throws {@link IllegalArgumentException} if it is invalid.
     */
    static HistoryRecord read(JsonObject json) {
        return new HistoryRecord(
                instant(json.string("when")),
                new HistoryRecord.Build(json.string("build"), json.string("link")),
                image(json.object("image")),
                known(json, "milliseconds"),
                numbers(Phase.class, json.object("phases")),
                context(json.object("context")),
                counts(json.object("outcomes")),
                json.string("reason"),
                new BuildReport.BuilderUsed(
                        json.object("builder").string("name"),
                        json.object("builder").string("reason")),
                json.has("base") ? base(json.object("base")) : null,
                (int) known(json, "findings"));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"when\" is not a time: \"" + text + "\"", e);
        }
    }

    private static HistoryRecord.Image image(JsonObject json) {
        return new HistoryRecord.Image(
                json.string("name"),
                json.strings("tags"),
                json.string("digest"),
                known(json, "bytes"),
                known(json, "baseBytes"),
                (int) known(json, "layers"));
    }

    private static BuildReport.Context context(JsonObject json) {
        return new BuildReport.Context(
                known(json, "totalFiles"),
                known(json, "totalBytes"),
                known(json, "ignoredFiles"),
                known(json, "sentFiles"),
                known(json, "sentBytes"));
    }

    private static BuildReport.Base base(JsonObject json) {
        return new BuildReport.Base(
                json.string("requested"),
                json.string("reference"),
                Digest.parse(json.string("digest")),
                known(json, "bytes"),
                json.string("platform"));
    }

    private static Map<Outcome, Integer> counts(JsonObject json) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        numbers(Outcome.class, json).forEach((outcome, count) -> counts.put(outcome, count.intValue()));
        return counts;
    }

    /** Reads numbers by enum value. Unknown names are ignored, because a later version may have added them. */
    private static <E extends Enum<E>> Map<E, Long> numbers(Class<E> kind, JsonObject json) {
        Map<E, Long> numbers = new EnumMap<>(kind);
        for (E value : kind.getEnumConstants()) {
            if (json.has(word(value))) {
                numbers.put(value, json.number(word(value)));
            }
        }
        return numbers;
    }

    private static long known(JsonObject json, String name) {
        return json.has(name) ? json.number(name) : -1;
    }
}
