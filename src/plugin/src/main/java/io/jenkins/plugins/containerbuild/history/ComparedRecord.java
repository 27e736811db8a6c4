package io.jenkins.plugins.containerbuild.history;

import hudson.model.Run;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** A record as pages show it: figures for people, differences to the build of the same image before it. */
public final class ComparedRecord {
    /** Phases are named whose milliseconds differ by this, and by a tenth of the build. */
    private static final long NOTICEABLE_MILLIS = 500;

    /** Lines that are named in a sentence. */
    private static final int MOST_LINES = 10;

    private final BuildRecord record;
    private final int position;
    /** Null where there is none. */
    private final HistoryRecord earlier;

    private ComparedRecord(BuildRecord record, int position, HistoryRecord earlier) {
        this.record = record;
        this.position = position;
        this.earlier = earlier;
    }

    static List<ComparedRecord> of(Run<?, ?> run, List<BuildRecord> records) {
        List<HistoryRecord> history = history(run);
        List<ComparedRecord> compared = new ArrayList<>();
        for (BuildRecord record : records) {
            compared.add(new ComparedRecord(record, compared.size() + 1, earlier(record, run.getNumber(), history)));
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

    /** Where it stands on the page; a run may build the same image under several names. */
    public String getAnchor() {
        return "image-" + position;
    }

    /** Size and duration with their differences, in a line. */
    public String getSummary() {
        return getImageSize()
                + inBrackets(getSizeChange())
                + (record.isReused() ? ", reused in " : ", built in ")
                + getTime()
                + inBrackets(getTimeChange())
                + (earlier == null ? "" : ", compared with #" + earlier.build().id());
    }

    private static String inBrackets(String text) {
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    /** Compressed bytes. {@code size} would be a word of the pages' own language. */
    public String getImageSize() {
        return record.getBytes() < 0
                ? "size not known, since the image is in an engine"
                : Figures.bytes(record.getBytes());
    }

    public String getSizeChange() {
        boolean known = earlier != null && earlier.image().bytes() >= 0 && record.getBytes() >= 0;
        return known ? change(record.getBytes() - earlier.image().bytes(), Figures::bytes) : "";
    }

    public String getTime() {
        return Figures.duration(record.getDurationMillis());
    }

    public String getTimeChange() {
        return earlier == null ? "" : change(record.getDurationMillis() - earlier.millis(), Figures::duration);
    }

    private static String change(long difference, LongFunction<String> figure) {
        return difference == 0 ? "unchanged" : (difference < 0 ? "−" : "+") + figure.apply(Math.abs(difference));
    }

    /** Files and bytes that were needed, of those that were there where somebody counted them. */
    public String getContext() {
        return record.getContextTotalFiles() < 0
                ? Figures.count(record.getContextFiles(), "file") + ", " + Figures.bytes(record.getContextBytes())
                : Figures.count(record.getContextFiles()) + " of "
                        + Figures.count(record.getContextTotalFiles(), "file") + ", "
                        + Figures.bytes(record.getContextBytes()) + " of "
                        + Figures.bytes(record.getContextTotalBytes());
    }

    /** Bytes of the context that were needed. */
    public String getContextSize() {
        return Figures.bytes(record.getContextBytes());
    }

    /** The same of files. */
    public String getContextFiles() {
        return record.getContextTotalFiles() < 0
                ? Figures.count(record.getContextFiles(), "file")
                : Figures.count(record.getContextFiles()) + " of "
                        + Figures.count(record.getContextTotalFiles(), "file");
    }

    /** The build that differences are to, "" where there is none. */
    public String getSince() {
        return earlier == null ? "" : " since #" + earlier.build().id();
    }

    public String getSent() {
        return Figures.bytes(record.getSentBytes());
    }

    /** Why it was made or was not, never empty. */
    public String getWhy() {
        if (!record.getReason().isEmpty()) {
            return record.getReason();
        }
        if (record.isReused()) {
            return "nothing has changed";
        }
        List<String> made = record.getInstructions().stream()
                .filter(instruction -> !instruction.isCached())
                .map(instruction -> "line " + instruction.getLine())
                .toList();
        if (made.isEmpty()) {
            return "all of it was in the cache";
        }
        if (made.size() == record.getInstructions().size()) {
            return "nothing of it was in the cache";
        }
        return "not in the cache: "
                + String.join(", ", made.subList(0, Math.min(MOST_LINES, made.size())))
                + (made.size() > MOST_LINES ? " and " + Figures.count(made.size() - MOST_LINES) + " more" : "");
    }

    /** In which parts of the image and in which phases it differs from the build before, in a line; "" where it does not, or there is none. */
    public String getWhere() {
        if (earlier == null) {
            return "";
        }
        Differences differences = new Differences()
                .with("base", record.getBaseBytes(), earlier.image().baseBytes(), 1, Figures::bytes)
                .with(
                        "application",
                        record.getApplicationBytes(),
                        earlier.image().applicationBytes(),
                        1,
                        Figures::bytes);
        long least = Math.max(NOTICEABLE_MILLIS, Math.max(record.getDurationMillis(), earlier.millis()) / 10);
        for (Phase phase : Phase.values()) {
            String word = phase.name().toLowerCase(Locale.ROOT);
            differences.with(
                    word,
                    record.getPhases().getOrDefault(word, 0L),
                    earlier.phases().getOrDefault(phase, 0L),
                    least,
                    Figures::duration);
        }
        return differences.text();
    }

    /** Base and application. */
    public Bar getSizes() {
        return new Bar(Figures::bytes)
                .with("base", "Base", record.getBaseBytes())
                .with("application", "Application", record.getApplicationBytes());
    }

    /** Where the time went; phases may overlap. */
    public Bar getPhases() {
        Bar bar = new Bar(Figures::duration);
        long sum = 0;
        for (var phase : record.getPhases().entrySet()) {
            String word = phase.getKey();
            bar.with(word, word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1), phase.getValue());
            sum += phase.getValue();
        }
        return bar.with("other", "Other", record.getDurationMillis() > sum ? record.getDurationMillis() - sum : -1);
    }

    /** Bytes of the context that were needed, and those that were not; without parts where nobody counted. */
    public Bar getNeeded() {
        long total = record.getContextTotalBytes();
        return total < 0
                ? new Bar(Figures::bytes)
                : new Bar(Figures::bytes)
                        .with("context", "Needed", record.getContextBytes())
                        .with("other", "Left out", Math.max(0, total - record.getContextBytes()));
    }

    /** Whether instructions are of more than one stage, so that it matters of which. */
    public boolean isStaged() {
        return record.getInstructions().stream()
                        .map(InstructionRecord::getStage)
                        .distinct()
                        .count()
                > 1;
    }

    /** How many instructions of how many the table shows; "" if it shows all. */
    public String getNotShown() {
        int shown = record.getInstructions().size();
        return record.getInstructionCount() == shown
                ? ""
                : Figures.count(shown) + " of " + Figures.count(record.getInstructionCount(), "instruction");
    }

    public List<Row> getRows() {
        return record.getInstructions().stream().map(Row::new).toList();
    }

    /** The findings with their size for people. */
    public List<Map<String, Object>> getFindings() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Map<String, Object> finding : record.getFindings()) {
            Map<String, Object> row = new HashMap<>(finding);
            row.put("weight", Figures.bytes(new JsonObject(finding).number("bytes")));
            rows.add(row);
        }
        return rows;
    }

    /** {@code 7: 1 high, 4 medium, 2 low}; "" if there are none or they were not stored. */
    public String getFindingCount() {
        Map<Object, Integer> counts = new LinkedHashMap<>();
        record.getFindings().forEach(finding -> counts.merge(finding.get("severity"), 1, Integer::sum));
        return counts.isEmpty()
                ? ""
                : Figures.count(record.getFindings().size()) + ": "
                        + counts.entrySet().stream()
                                .map(count -> count.getValue() + " " + count.getKey())
                                .collect(Collectors.joining(", "));
    }

    public List<LeftOut> getLeftOut() {
        return record.getLeftOut().stream().map(LeftOut::new).toList();
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
            return Figures.duration(instruction.getMillis());
        }

        public String getLayer() {
            return instruction.getLayerBytes() <= 0 ? "" : Figures.bytes(instruction.getLayerBytes());
        }

        public String getFiles() {
            return instruction.getFiles() <= 0 ? "" : Figures.count(instruction.getFiles());
        }
    }

    /** A directory with figures for people. */
    public static final class LeftOut {
        private final LeftOutRecord directory;

        private LeftOut(LeftOutRecord directory) {
            this.directory = directory;
        }

        public LeftOutRecord getDirectory() {
            return directory;
        }

        public String getFiles() {
            return Figures.count(directory.getFiles());
        }

        public String getWeight() {
            return Figures.bytes(directory.getBytes());
        }
    }
}
