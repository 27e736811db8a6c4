package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.report.PlanReport;
import java.io.Serializable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What a rule said of a build. */
@ExportedBean(defaultVisibility = 999)
public final class VerdictRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String rule;
    private final String verdict;
    private final int line;
    private final String message;

    VerdictRecord(PlanReport.Verdict said) {
        rule = said.rule();
        verdict = said.verdict();
        line = said.line();
        message = said.message();
    }

    /** {@code base-in-catalogue} and so on. */
    @Exported
    public String getRule() {
        return rule;
    }

    /** {@code allow}, {@code warn} or {@code unknown}; a build that is refused has no record. */
    @Exported
    public String getVerdict() {
        return verdict;
    }

    /** Of the Dockerfile, from 1. */
    @Exported
    public int getLine() {
        return line;
    }

    @Exported
    public String getMessage() {
        return message;
    }
}
