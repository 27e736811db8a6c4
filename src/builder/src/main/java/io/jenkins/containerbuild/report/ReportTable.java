package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.publish.Published;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as a short table for a terminal. */
public final class ReportTable {
    /** Maximum length of an instruction or a path in characters. */
    private static final int LONGEST_TEXT = 60;

    private final StringBuilder out = new StringBuilder();
    private final BuildReport report;

    private ReportTable(BuildReport report) {
        this.report = report;
    }

    /** Returns the table; each line ends with a line feed. */
    public static String of(BuildReport report) {
        ReportTable table = new ReportTable(report);
        table.instructions();
        table.line("time", table.phases());
        table.line("builder", report.builder().name() + ": " + report.builder().reason());
        table.decision();
        table.line("context", PlanText.needed(report.context()));
        for (BuildReport.Base base : report.bases()) {
            table.line("base", pinned(base) + "  " + Figures.bytes(base.bytes()));
        }
        table.image();
        for (Published output : report.outputs()) {
            table.line("output", output.destination() + "  " + moved(output));
        }
        for (Finding finding : report.findings()) {
            table.line(
                    "finding",
                    finding.severity().id() + ": line " + finding.line() + ": " + finding.path() + ": "
                            + finding.description() + ", " + Figures.bytes(finding.bytes()) + " (" + finding.rule()
                            + "): " + finding.advice());
        }
        report.notes().forEach(note -> table.line("note", note));
        return table.out.toString();
    }

    /**
     * Returns a short form for the end of a log: the image, its size, the bytes sent to each output, the time and the
     * findings.
     *
     * @param mostFindings maximum number of findings in the list, which ends with the number of omitted findings
     */
    public static String summary(BuildReport report, int mostFindings) {
        ReportTable table = new ReportTable(report);
        List<ImageReference> names = report.image().names();
        table.line(
                "image",
                names.isEmpty()
                        ? report.image().manifest().digest().toString()
                        : names.stream().map(ImageReference::toString).collect(Collectors.joining(", ")));
        table.line("size", report.image().manifest().size() < 0 ? "unknown" : size(report.image()));
        for (Published output : report.outputs()) {
            table.line("sent", moved(output) + "  " + output.destination());
        }
        table.line("time", table.phases());
        table.findings(mostFindings);
        return table.out.toString();
    }

    private void findings(int most) {
        List<Finding> findings = report.findings();
        line("findings", Finding.count(findings));
        List<String[]> rows = new ArrayList<>();
        for (Finding finding : findings.subList(0, Math.min(most, findings.size()))) {
            rows.add(new String[] {
                "  " + finding.severity().id(),
                "line " + finding.line(),
                shortened(finding.path()),
                Figures.bytes(finding.bytes()),
                finding.description() + " (" + finding.rule() + "): " + finding.advice()
            });
        }
        Columns.of("lllrl", rows).forEach(row -> out.append(row).append('\n'));
        if (findings.size() > most) {
            out.append("  and ").append(Figures.count(findings.size() - most)).append(" more\n");
        }
    }

    /** The reference with its digest. Registry references already contain the digest, paths of layouts do not. */
    private static String pinned(BuildReport.Base base) {
        return base.reference().contains("@") ? base.reference() : base.reference() + "@" + base.digest();
    }

    private void decision() {
        BuildReport.Decision decision = report.decision();
        if (!decision.reason().isEmpty()) {
            line(decision.reused() ? "reused" : "built", (decision.reused() ? "" : "anew: ") + decision.reason());
        }
    }

    private void instructions() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"line", "stage", "instruction", "outcome", "time", "layer", "files"});
        for (BuildReport.Instruction step : report.instructions()) {
            rows.add(new String[] {
                String.valueOf(step.line()),
                step.stage(),
                shortened(step.text()),
                step.outcome().name().toLowerCase(Locale.ROOT),
                Figures.duration(step.millis()),
                step.layerBytes() <= 0 ? "" : Figures.bytes(step.layerBytes()),
                step.files() <= 0 ? "" : Figures.count(step.files())
            });
        }
        if (rows.size() > 1) {
            Columns.of("rlllrrr", rows).forEach(row -> out.append(row).append('\n'));
        }
    }

    private static String shortened(String text) {
        String line = text.replace('\n', ' ').replace('\t', ' ');
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT - 1) + "…";
    }

    private String phases() {
        StringBuilder text = new StringBuilder(Figures.duration(report.millis()));
        String separator = ": ";
        for (Map.Entry<Phase, Long> phase : report.phases().entrySet()) {
            text.append(separator)
                    .append(phase.getKey().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(Figures.duration(phase.getValue()));
            separator = ", ";
        }
        return text.toString();
    }

    private void image() {
        BuildReport.Image image = report.image();
        if (image.manifest().size() < 0) {
            // The builder reported neither a manifest nor compressed layers, as for images that exist only in an
            // engine.
            boolean inEngine = image.manifest().digest().equals(image.config());
            line(
                    "image",
                    (inEngine ? "in the engine, " : "made by the builder, ")
                            + image.manifest().digest());
            return;
        }
        line("image", size(image));
        line("digest", image.manifest().digest().toString());
    }

    private static String size(BuildReport.Image image) {
        return Figures.bytes(image.bytes()) + " in "
                + Figures.count(image.layers().size(), "layer") + ": base "
                + Figures.bytes(image.baseBytes()) + ", application "
                + Figures.bytes(image.bytes() - image.baseBytes());
    }

    private static String moved(Published output) {
        if (output.sentBytes() < 0) {
            return "by the builder";
        }
        return Figures.bytes(output.sentBytes()) + " written"
                + (output.mountedBytes() > 0 ? ", " + Figures.bytes(output.mountedBytes()) + " mounted" : "")
                + (output.presentBytes() > 0 ? ", " + Figures.bytes(output.presentBytes()) + " there already" : "");
    }

    private void line(String label, String text) {
        out.append(label)
                .append(" ".repeat(Math.max(1, 9 - label.length())))
                .append(text)
                .append('\n');
    }
}
