package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.report.BuildReport;
import java.io.Serializable;
import java.util.Locale;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What is kept of an instruction. */
@ExportedBean(defaultVisibility = 999)
public final class InstructionRecord implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Longer texts are cut, because a heredoc may have any length. */
    private static final int LONGEST_TEXT = 200;

    private final int line;
    private final String stage;
    private final String text;
    private final String outcome;
    private final long millis;
    private final long layerBytes;
    private final long files;

    InstructionRecord(BuildReport.Instruction instruction) {
        line = instruction.line();
        stage = instruction.stage();
        text = Bounds.text(instruction.text(), LONGEST_TEXT);
        outcome = instruction.outcome().name().toLowerCase(Locale.ROOT);
        millis = instruction.millis();
        layerBytes = instruction.layerBytes();
        files = instruction.files();
    }

    @Exported
    public int getLine() {
        return line;
    }

    @Exported
    public String getStage() {
        return stage;
    }

    @Exported
    public String getText() {
        return text;
    }

    @Exported
    public String getOutcome() {
        return outcome;
    }

    @Exported
    public long getMillis() {
        return millis;
    }

    @Exported
    public long getLayerBytes() {
        return layerBytes;
    }

    @Exported
    public long getFiles() {
        return files;
    }

    boolean isCached() {
        return !outcome.equals(Outcome.MADE.name().toLowerCase(Locale.ROOT));
    }
}
