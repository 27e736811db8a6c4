package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.measure.Figures;
import java.util.ArrayList;
import java.util.List;

/** The human-readable text of a plan. */
final class PlanText {
    private final StringBuilder out = new StringBuilder();

    private PlanText() {}

    static String of(PlanReport plan) {
        PlanText text = new PlanText();
        text.line(plan.dockerfile() + " for " + plan.platform());
        text.line("builder  " + plan.builder().name() + ": " + plan.builder().reason());
        text.line("context  " + needed(plan.context()));
        plan.stages().forEach(stage -> text.stage(stage, plan.stages()));
        text.findings(plan.findings());
        text.policy(plan.policy());
        return text.out.toString();
    }

    /** The number and size of the needed files, with the totals if they are known. */
    static String needed(BuildReport.Context context) {
        String sent =
                Figures.count(context.sentFiles(), "file") + ", " + Figures.bytes(context.sentBytes()) + " needed";
        if (context.totalFiles() < 0) {
            return sent;
        }
        return sent + " of " + Figures.count(context.totalFiles(), "file") + ", " + Figures.bytes(context.totalBytes())
                + (context.ignoredFiles() > 0 ? " (" + Figures.count(context.ignoredFiles()) + " ignored)" : "");
    }

    private void stage(PlanReport.Stage stage, List<PlanReport.Stage> all) {
        String base = stage.baseStage() < 0 ? stage.base() : "stage " + label(all.get(stage.baseStage()));
        line("");
        line("stage " + label(stage) + " from " + base + (stage.reachable() ? "" : ", not needed"));
        List<String[]> rows = new ArrayList<>();
        for (PlanReport.Instruction one : stage.instructions()) {
            String lines = one.line() + (one.endLine() > one.line() ? "-" + one.endLine() : "");
            String files =
                    one.files() < 0 ? "" : Figures.count(one.files(), "file") + ", " + Figures.bytes(one.bytes());
            rows.add(new String[] {"  " + lines, one.keyword(), files});
        }
        Columns.of("lll", rows).forEach(this::line);
    }

    private static String label(PlanReport.Stage stage) {
        return stage.index() + (stage.name().isEmpty() ? "" : " (" + stage.name() + ")");
    }

    private void findings(List<Finding> findings) {
        if (!findings.isEmpty()) {
            line("");
            line("findings");
        }
        List<String[]> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(new String[] {
                "  line " + finding.line(),
                finding.severity().id(),
                finding.rule(),
                finding.path(),
                finding.description(),
                Figures.bytes(finding.bytes()),
                finding.advice()
            });
        }
        Columns.of("lllllrl", rows).forEach(this::line);
    }

    private void policy(List<PlanReport.Verdict> verdicts) {
        if (!verdicts.isEmpty()) {
            line("");
            line("policy");
        }
        List<String[]> rows = new ArrayList<>();
        for (PlanReport.Verdict verdict : verdicts) {
            rows.add(new String[] {"  line " + verdict.line(), verdict.verdict(), verdict.rule(), verdict.message()});
        }
        Columns.of("llll", rows).forEach(this::line);
        for (PlanReport.Verdict verdict : verdicts) {
            alternatives(verdict);
        }
    }

    private void alternatives(PlanReport.Verdict verdict) {
        if (verdict.alternatives().isEmpty()) {
            return;
        }
        line("");
        line("alternatives to the base of line " + verdict.line());
        List<String[]> rows = new ArrayList<>();
        for (PlanReport.Alternative one : verdict.alternatives()) {
            rows.add(new String[] {"  " + one.name(), weight(one), one.bytes() < 0 ? "" : shared(one)});
        }
        Columns.of("lll", rows).forEach(this::line);
    }

    private static String weight(PlanReport.Alternative one) {
        return one.bytes() < 0
                ? "could not be read"
                : Figures.bytes(one.bytes()) + " instead of " + Figures.bytes(one.insteadOf()) + " ("
                        + Figures.change(one.bytes(), one.insteadOf()) + ")";
    }

    private static String shared(PlanReport.Alternative one) {
        return one.sharedBytes() == 0
                ? "nothing shared"
                : Figures.bytes(one.sharedBytes()) + " in shared layers, which a registry stores once";
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
