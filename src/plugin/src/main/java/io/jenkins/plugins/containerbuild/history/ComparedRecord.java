package io.jenkins.plugins.containerbuild.history;

import hudson.model.Run;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** A record prepared for pages: formatted figures, and differences from the previous build of the same image. */
public final class ComparedRecord {
    /** A phase is mentioned if its duration differs by at least this value and by a tenth of the build's duration. */
    private static final long NOTICEABLE_MILLIS = 500;

    /** Maximum number of Dockerfile lines that {@link #getWhy} lists. */
    private static final int MOST_LINES = 10;

    private final BuildRecord record;
    private final int position;
    /** The previous build of the image, or null if there is none. */
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

    /** The newest record of the image in an earlier run, or null if there is none. */
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

    /** The first twelve digits of the digest. */
    public String getShortDigest() {
        String digest = record.getDigest();
        int colon = digest.indexOf(':') + 1;
        return digest.substring(colon, Math.min(digest.length(), colon + 12));
    }

    /** Policy rules that are violated, or whose result is unknown. */
    public List<ReportPart> getWarnings() {
        return record.getBaseline().getVerdicts().stream()
                .filter(verdict -> !verdict.text("verdict").equals("allow"))
                .toList();
    }

    /** Anchor on the page: a number instead of the name, because a run may build the same image several times. */
    public String getAnchor() {
        return "image-" + position;
    }

    /** Size and duration with their changes, in one line. */
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

    /** Formatted compressed size. Not named getSize, because {@code size} is a reserved word in JEXL. */
    public String getImageSize() {
        return record.getBytes() < 0
                ? "size unknown: the image is only in an engine"
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

    /** Number and size of the needed context files, with the totals of the context if they are known. */
    public String getContext() {
        return record.getContextTotalFiles() < 0
                ? Figures.count(record.getContextFiles(), "file") + ", " + Figures.bytes(record.getContextBytes())
                : Figures.count(record.getContextFiles()) + " of "
                        + Figures.count(record.getContextTotalFiles(), "file") + ", "
                        + Figures.bytes(record.getContextBytes()) + " of "
                        + Figures.bytes(record.getContextTotalBytes());
    }

    /** Formatted size of the needed context files. */
    public String getContextSize() {
        return Figures.bytes(record.getContextBytes());
    }

    /** Number of needed context files, with the total number of files in the context if it is known. */
    public String getContextFiles() {
        return record.getContextTotalFiles() < 0
                ? Figures.count(record.getContextFiles(), "file")
                : Figures.count(record.getContextFiles()) + " of "
                        + Figures.count(record.getContextTotalFiles(), "file");
    }

    /** Text that names the previous build, for example {@code " since #41"}; "" if there is no previous build. */
    public String getSince() {
        return earlier == null ? "" : " since #" + earlier.build().id();
    }

    public String getSent() {
        return Figures.bytes(record.getSentBytes());
    }

    /** Why the image was built or reused; never empty. */
    public String getWhy() {
        if (!record.getReason().isEmpty()) {
            return record.getReason();
        }
        if (record.isReused()) {
            return "nothing changed";
        }
        List<String> made = record.getInstructions().stream()
                .filter(instruction -> !instruction.isCached())
                .map(instruction -> "line " + instruction.getLine())
                .toList();
        if (made.isEmpty()) {
            return "all instructions were cached";
        }
        if (made.size() == record.getInstructions().size()) {
            return "no instruction was cached";
        }
        return "not cached: "
                + String.join(", ", made.subList(0, Math.min(MOST_LINES, made.size())))
                + (made.size() > MOST_LINES ? " and " + Figures.count(made.size() - MOST_LINES) + " more" : "");
    }

    /**
     * The parts of the image and the phases that differ from the previous build, in one line; "" if there are no
     * differences or no previous build.
     */
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

    /** Bar with the sizes of the base image's layers and of the application's layers. */
    public Bar getSizes() {
        return new Bar(Figures::bytes)
                .with("base", "Base", record.getBaseBytes())
                .with("application", "Application", record.getApplicationBytes());
    }

    /** Bar with the duration of each phase; phases may overlap. */
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

    /** Bar with the needed and the unneeded bytes of the context; empty if the total is unknown. */
    public Bar getNeeded() {
        long total = record.getContextTotalBytes();
        return total < 0
                ? new Bar(Figures::bytes)
                : new Bar(Figures::bytes)
                        .with("context", "Needed", record.getContextBytes())
                        .with("other", "Left out", Math.max(0, total - record.getContextBytes()));
    }

    /** Whether the instructions belong to more than one stage. */
    public boolean isStaged() {
        return record.getInstructions().stream()
                        .map(part -> part.text("stage"))
                        .distinct()
                        .count()
                > 1;
    }

    /** Number of instructions in the table and in the build; "" if the table shows all instructions. */
    public String getNotShown() {
        int shown = record.getInstructions().size();
        return record.getInstructionCount() == shown
                ? ""
                : Figures.count(shown) + " of " + Figures.count(record.getInstructionCount(), "instruction");
    }

    /** Number of findings, for example {@code 7: 1 high, 4 medium, 2 low}; "" if no findings are stored. */
    public String getFindingCount() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        record.getFindings().forEach(finding -> counts.merge(finding.text("severity"), 1, Integer::sum));
        return counts.isEmpty()
                ? ""
                : Figures.count(record.getFindings().size()) + ": "
                        + counts.entrySet().stream()
                                .map(count -> count.getValue() + " " + count.getKey())
                                .collect(Collectors.joining(", "));
    }
}
