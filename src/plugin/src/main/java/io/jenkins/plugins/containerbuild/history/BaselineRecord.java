package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.report.BuildReport;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A build against what was agreed on: what rules say, and what smaller parents would save. */
@ExportedBean(defaultVisibility = 999)
public final class BaselineRecord implements Serializable {
    private static final long serialVersionUID = 1L;
    static final BaselineRecord NONE = new BaselineRecord();

    private final ArrayList<VerdictRecord> verdicts = new ArrayList<>();
    private final ArrayList<AlternativeRecord> alternatives = new ArrayList<>();

    private BaselineRecord() {}

    BaselineRecord(BuildReport report, List<AlternativeRecord> alternatives) {
        report.policy().forEach(verdict -> verdicts.add(new VerdictRecord(verdict)));
        this.alternatives.addAll(alternatives);
    }

    @Exported
    public List<VerdictRecord> getVerdicts() {
        return verdicts;
    }

    @Exported
    public List<AlternativeRecord> getAlternatives() {
        return alternatives;
    }

    /** Rules that are not kept, and those of which nobody knows. */
    public List<VerdictRecord> getWarnings() {
        return verdicts.stream()
                .filter(verdict -> !verdict.getVerdict().equals("allow"))
                .toList();
    }
}
