package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.advice.Severity;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportTable;
import java.util.Optional;

/** Formats the findings of a build for the log of the step. */
final class FindingLog {
    /** Maximum number of findings in the log; the run's page lists all findings. */
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

    /** Whether any finding has at least the severity {@code least}; false if {@code least} is empty. */
    boolean isSevere(Optional<Severity> least) {
        return least.isPresent()
                && report.findings().stream()
                        .anyMatch(finding -> finding.severity().compareTo(least.get()) >= 0);
    }

    /** One line with the number of findings and the most serious finding. */
    String warning() {
        Finding worst = report.findings().get(0);
        return "containerBuild: findings in the image: " + Finding.count(report.findings())
                + "; the most serious: line " + worst.line() + ": " + worst.path() + " (" + worst.rule() + "): "
                + worst.advice();
    }
}
