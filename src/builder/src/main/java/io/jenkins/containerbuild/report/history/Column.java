package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.measure.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A column in the table of build figures. Values are strings, booleans, or numbers (bytes, milliseconds or counts; -1
 * if unknown).
 *
 * @param value returns the value for a build, never null
 */
record Column(String name, Function<HistoryRecord, Object> value) {
    static final String PHASE = "phases.";

    /** All columns, in order. */
    static final List<Column> ALL = all();

    private static List<Column> all() {
        List<Column> all = new ArrayList<>();
        all.add(new Column("when", kept -> kept.when().toString()));
        all.add(new Column("build", kept -> kept.build().id()));
        all.add(new Column("image", kept -> kept.image().name()));
        all.add(new Column("tags", kept -> String.join(" ", kept.image().tags())));
        all.add(new Column("digest", kept -> kept.image().digest()));
        all.add(new Column("bytes", kept -> kept.image().bytes()));
        all.add(new Column("baseBytes", kept -> kept.image().baseBytes()));
        all.add(new Column("applicationBytes", kept -> kept.image().applicationBytes()));
        all.add(new Column("layers", kept -> kept.image().layers()));
        all.add(new Column("milliseconds", HistoryRecord::millis));
        for (Phase phase : Phase.values()) {
            all.add(new Column(
                    PHASE + RecordJson.word(phase), kept -> kept.phases().getOrDefault(phase, -1L)));
        }
        all.add(new Column("contextBytes", kept -> kept.context().sentBytes()));
        all.add(new Column("contextFiles", kept -> kept.context().sentFiles()));
        all.add(new Column("contextTotalBytes", kept -> kept.context().totalBytes()));
        all.add(new Column("contextTotalFiles", kept -> kept.context().totalFiles()));
        all.add(new Column("cached", HistoryRecord::cached));
        all.add(new Column("made", HistoryRecord::made));
        all.add(new Column("findings", HistoryRecord::findings));
        all.add(new Column("reused", HistoryRecord::reused));
        all.add(new Column("reason", HistoryRecord::reason));
        all.add(new Column("builder", kept -> kept.builder().name()));
        all.add(new Column("builderReason", kept -> kept.builder().reason()));
        all.add(new Column(
                "base", kept -> kept.base() == null ? "" : kept.base().reference()));
        all.add(new Column(
                "baseDigest",
                kept -> kept.base() == null ? "" : kept.base().digest().toString()));
        all.add(new Column("link", kept -> kept.build().link()));
        return List.copyOf(all);
    }

    /** Whether the value is known. */
    static boolean isKnown(Object value) {
        return value instanceof Number number ? number.longValue() >= 0 : !value.equals("");
    }
}
