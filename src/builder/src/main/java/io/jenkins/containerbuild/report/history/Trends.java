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
 * The figures of many builds, sorted by start time, the oldest first. JSON, CSV and charts contain the same figures.
 *
 * <p>Members of the JSON form: {@code schemaVersion}; {@code images}, the image names, most recently built first;
 * {@code phases}, the phase names in order; {@code builds}, one object per build with the CSV columns as members,
 * except that {@code phases} is an object with the milliseconds of each phase. Unknown values are omitted in JSON and
 * are empty fields in CSV.
 */
public final class Trends {
    /** Version of the JSON form. Must be increased when a member or a column is removed or changes its meaning. */
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

    /** The figures of the newest builds, at most {@code most}. */
    public Trends newest(int most) {
        return new Trends(records.subList(Math.max(0, records.size() - most), records.size()));
    }

    public List<HistoryRecord> records() {
        return records;
    }

    /** The image names, most recently built first. */
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

    /**
     * The figures as CSV (RFC 4180) with a header line; the columns of phases are named {@code phases.} followed by the
     * phase.
     */
    public String toCsv() {
        return Csv.of(records);
    }
}
