package io.jenkins.plugins.containerbuild.history;

import hudson.model.Run;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.report.Figures;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A record as pages show it: figures for people, differences to the build of the same image before it. */
public final class ComparedRecord {
    private final BuildRecord record;
    private final HistoryRecord earlier;

    private ComparedRecord(BuildRecord record, HistoryRecord earlier) {
        this.record = record;
        this.earlier = earlier;
    }

    static List<ComparedRecord> of(Run<?, ?> run, List<BuildRecord> records) {
        List<HistoryRecord> history = history(run);
        List<ComparedRecord> compared = new ArrayList<>();
        for (BuildRecord record : records) {
            compared.add(new ComparedRecord(record, earlier(record, run.getNumber(), history)));
        }
        return compared;
    }

    private static List<HistoryRecord> history(Run<?, ?> run) {
        try {
            return JobHistory.of(run.getParent()).records();
        } catch (ServiceException showsNoDifferences) {
            return List.of();
        }
    }

    /** The newest one of an earlier run. */
    private static HistoryRecord earlier(BuildRecord record, int number, List<HistoryRecord> history) {
        HistoryRecord newest = null;
        for (HistoryRecord candidate : history) {
            if (candidate.image().name().equals(record.getRepository()) && numberOf(candidate) < number) {
                newest = candidate;
            }
        }
        return newest;
    }

    private static int numberOf(HistoryRecord candidate) {
        try {
            return Integer.parseInt(candidate.build().id());
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    public BuildRecord getRecord() {
        return record;
    }

    /** Compressed, with the difference to the build before. */
    public String getImageSize() {
        if (record.getBytes() <= 0) {
            return "size not known: the image is in an engine";
        }
        return Figures.bytes(record.getBytes())
                + (earlier == null || earlier.image().bytes() < 0
                        ? ""
                        : difference(record.getBytes() - earlier.image().bytes(), Figures::bytes));
    }

    public String getDuration() {
        return Figures.time(record.getDurationMillis())
                + (earlier == null ? "" : difference(record.getDurationMillis() - earlier.millis(), Figures::time));
    }

    private static String difference(long change, java.util.function.LongFunction<String> figure) {
        return change == 0 ? " (unchanged)" : " (" + (change < 0 ? "−" : "+") + figure.apply(Math.abs(change)) + ")";
    }

    public String getBaseSize() {
        return Figures.bytes(record.getBaseBytes());
    }

    public String getApplicationSize() {
        return Figures.bytes(record.getApplicationBytes());
    }

    /** Percent of the image that stood in the base. */
    public long getBaseShare() {
        return record.getBytes() <= 0 ? 0 : 100 * record.getBaseBytes() / record.getBytes();
    }

    public String getContext() {
        return Figures.count(record.getContextFiles(), "file") + ", " + Figures.bytes(record.getContextBytes());
    }

    public String getSent() {
        return Figures.bytes(record.getSentBytes());
    }

    /** Phases with their share of all phases' time. */
    public List<Bar> getPhases() {
        long sum =
                record.getPhases().values().stream().mapToLong(Long::longValue).sum();
        List<Bar> bars = new ArrayList<>();
        for (Map.Entry<String, Long> phase : record.getPhases().entrySet()) {
            bars.add(new Bar(phase.getKey(), phase.getValue(), sum));
        }
        return bars;
    }

    /** Instructions as rows of a table. */
    public List<Row> getRows() {
        return record.getInstructions().stream().map(Row::new).toList();
    }

    /** A phase's part of a bar. */
    public static final class Bar {
        private final String name;
        private final long millis;
        private final long sum;

        private Bar(String name, long millis, long sum) {
            this.name = name;
            this.millis = millis;
            this.sum = sum;
        }

        public String getName() {
            return name;
        }

        public String getTime() {
            return Figures.time(millis);
        }

        /** Of all phases' time, in thousandths; what ran has one at least. */
        public long getShare() {
            return Math.max(1, sum == 0 ? 1 : 1000 * millis / sum);
        }
    }

    /** An instruction with figures for people; "" for those that nobody knows. */
    public static final class Row {
        private final InstructionRecord instruction;

        private Row(InstructionRecord instruction) {
            this.instruction = instruction;
        }

        public InstructionRecord getInstruction() {
            return instruction;
        }

        public String getTime() {
            return Figures.time(instruction.getMillis());
        }

        public String getLayer() {
            return instruction.getLayerBytes() <= 0 ? "" : Figures.bytes(instruction.getLayerBytes());
        }

        public String getFiles() {
            return instruction.getFiles() <= 0 ? "" : Figures.count(instruction.getFiles());
        }
    }
}
