package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The figures of many builds, the oldest first by the time at which they began. JSON, CSV and the charts show the same ones.
 *
 * <p>The JSON form: {@code images}, their names, the one built last first; {@code phases}, the words in their order; {@code builds}, each
 * an object with the names of the CSV columns, where {@code phases} is an object of milliseconds by word. What is not known has no
 * member there, and an empty field in CSV.
 */
public final class Trends {
    /** Grows when a member of the JSON form or a column changes its meaning or goes away. */
    public static final int SCHEMA_VERSION = 1;

    private final List<HistoryRecord> records;

    private Trends(List<HistoryRecord> records) {
        this.records = records;
    }

    /** The figures of all builds. */
    public static Trends of(List<HistoryRecord> records) {
        List<HistoryRecord> sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparing(HistoryRecord::when));
        return new Trends(List.copyOf(sorted));
    }

    /** The figures of the newest builds. */
    public Trends newest(int most) {
        return new Trends(records.subList(Math.max(0, records.size() - most), records.size()));
    }

    public List<HistoryRecord> records() {
        return records;
    }

    /** Names of the images, the one built last first. */
    public List<String> images() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = records.size() - 1; i >= 0; i--) {
            names.add(records.get(i).image().name());
        }
        return List.copyOf(names);
    }

    /** The figures as JSON. */
    public JsonObject toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", SCHEMA_VERSION);
        json.put("images", images());
        json.put(
                "phases", List.of(Phase.values()).stream().map(RecordJson::word).toList());
        json.put("builds", records.stream().map(Trends::build).toList());
        return new JsonObject(json);
    }

    private static Map<String, Object> build(HistoryRecord kept) {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Object> phases = new LinkedHashMap<>();
        for (Column column : Column.ALL) {
            Object value = column.value().apply(kept);
            boolean phase = column.name().startsWith(Column.PHASE);
            if (phase) {
                json.put("phases", phases);
            }
            if (Column.isKnown(value)) {
                (phase ? phases : json)
                        .put(phase ? column.name().substring(Column.PHASE.length()) : column.name(), value);
            }
        }
        json.putIfAbsent("image", "");
        return json;
    }

    /** The figures as CSV of RFC 4180 with a line of names; the name of a phase's column is {@code phases.} and its word. */
    public String toCsv() {
        return Csv.of(records);
    }
}
