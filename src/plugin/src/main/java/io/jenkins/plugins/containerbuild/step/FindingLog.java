package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.advice.Severity;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportTable;
import java.util.Optional;

/** What the log of a step says about the findings of its build. */
final class FindingLog {
    /** Number of findings that the log lists; the run's page lists all. */
    private static final int MOST_FINDINGS = 20;

    private final BuildReport report;

    /** @param report a bounded report, with the most serious finding first */
    FindingLog(BuildReport report) {
        this.report = report;
    }

    /** The table at the end of the log. */
    String summary() {
        return ReportTable.summary(report, MOST_FINDINGS);
    }

    /** Whether a finding has at least this severity; false if it is empty. */
    boolean isSevere(Optional<Severity> least) {
        return least.isPresent()
                && report.findings().stream()
                        .anyMatch(finding -> finding.severity().compareTo(least.get()) >= 0);
    }

    /** One line about all findings and the most serious one. */
    String warning() {
        Finding worst = report.findings().get(0);
        return "containerBuild: findings in the image: " + Finding.count(report.findings())
                + "; the most serious: line " + worst.line() + ": " + worst.path() + " (" + worst.rule() + "): "
                + worst.advice();
    }
}
