package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of a history file. */
final class Lines {
    private final byte[] bytes;
    private final List<Line> all = new ArrayList<>();

    /** Kinds of lines. */
    private enum Kind {
        RECORD,
        /** A record written by a later version. */
        NEWER,
        DAMAGED,
        /** An invalid last line without a line feed: a process is writing the line, or was killed while writing it. */
        UNFINISHED
    }

    /**
     * A line.
     *
     * @param from offset of its first byte
     * @param to offset of its line feed, or the size of the file if there is none
     * @param entry the record, or null if this version cannot read the line
     * @param build id of the run, "" if unknown
     */
    record Line(int from, int to, Kind kind, HistoryRecord entry, String build) {
        static Line damaged(int from, int to, Kind kind) {
            return new Line(from, to, kind, null, "");
        }

        /** Whether the line is invalid, assuming that no process is still writing it. */
        boolean isDamaged() {
            return kind == Kind.DAMAGED || kind == Kind.UNFINISHED;
        }

        boolean isOf(String build) {
            return !isDamaged() && this.build.equals(build);
        }
    }

    private Lines(byte[] bytes) {
        this.bytes = bytes;
    }

    static Lines of(byte[] bytes) {
        Lines lines = new Lines(bytes);
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(from, i);
                from = i + 1;
            }
        }
        lines.addLast(from);
        return lines;
    }

    private void add(int from, int to) {
        if (to > from) {
            all.add(read(from, to));
        }
    }

    private void addLast(int from) {
        if (from < bytes.length) {
            Line last = read(from, bytes.length);
            all.add(last.isDamaged() ? Line.damaged(from, bytes.length, Kind.UNFINISHED) : last);
        }
    }

    private Line read(int from, int to) {
        try {
            JsonObject json = JsonObject.parse(Arrays.copyOfRange(bytes, from, to));
            long version = json.number("schemaVersion");
            if (version > HistoryRecord.SCHEMA_VERSION) {
                return new Line(from, to, Kind.NEWER, null, build(json));
            }
            if (version < 1) {
                return Line.damaged(from, to, Kind.DAMAGED);
            }
            HistoryRecord entry = RecordJson.read(json);
            return new Line(from, to, Kind.RECORD, entry, entry.build().id());
        } catch (IllegalArgumentException e) {
            return Line.damaged(from, to, Kind.DAMAGED);
        }
    }

    /**
     * Reads the run's id from a record of a later version, so that the record can be removed with the run; "" if the id
     * cannot be read.
     */
    private static String build(JsonObject later) {
        return later.members().get("build") instanceof String build ? build : "";
    }

    List<Line> all() {
        return all;
    }

    List<HistoryRecord> records() {
        return all.stream()
                .filter(line -> line.kind() == Kind.RECORD)
                .map(Line::entry)
                .toList();
    }

    int damaged() {
        return count(Kind.DAMAGED);
    }

    int newer() {
        return count(Kind.NEWER);
    }

    private int count(Kind kind) {
        return (int) all.stream().filter(line -> line.kind() == kind).count();
    }

    /** Copies a line unchanged. */
    void copy(Line line, OutputStream out) throws IOException {
        out.write(bytes, line.from(), line.to() - line.from());
        out.write('\n');
    }
}
