package io.jenkins.containerbuild;

import io.jenkins.containerbuild.advice.FindingSearch;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.report.BuildReport;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Assembles the report of a build from the results of each phase. */
record ReportAssembly(
        BuildTask task, BuilderSelection builder, ContextSurvey survey, FindingSearch search, Instant started) {

    /** The report of a build that reused an existing image. */
    BuildReport reused(Reuse.Reused earlier) {
        String unchanged =
                "nothing that decides the image has changed since it was built " + toTheSecond(earlier.made());
        BuildResult result = new BuildResult(earlier.image(), reusedSteps(), earlier.published(), List.of());
        return report(result, new BuildReport.Decision(true, unchanged));
    }

    /** Formats the time as ISO 8601. Avoids DateTimeFormatter, whose classes take long to load. */
    private static String toTheSecond(Instant time) {
        return LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC) + "Z";
    }

    private List<StepResult> reusedSteps() {
        int total = task.plan().stages().stream()
                .mapToInt(stage -> stage.instructions().size())
                .sum();
        List<StepResult> steps = new ArrayList<>();
        for (Stage stage : task.plan().stages()) {
            for (Instruction instruction : stage.instructions()) {
                Instruction.Position position = instruction.position();
                Step step = new Step(steps.size() + 1, total, stage.label(), position.line(), position.text());
                steps.add(new StepResult(step, Outcome.REUSED, -1, -1, -1));
            }
        }
        return steps;
    }

    /**
     * The report of a build that made a new image.
     *
     * @param reason human-readable reason why the image was built and not reused, or "" if unknown
     */
    BuildReport built(BuildResult result, String reason) {
        return report(result, new BuildReport.Decision(false, reason));
    }

    private BuildReport report(BuildResult result, BuildReport.Decision decision) {
        return new BuildReport(
                started,
                Duration.between(started, Instant.now()).toMillis(),
                source(),
                builder.reported(),
                task.services().timer().milliseconds(),
                result.steps().stream().map(ReportAssembly::instruction).toList(),
                survey.context(),
                bases(),
                result.image(),
                result.published(),
                search.findings(),
                task.gate().conclude(),
                decision,
                result.notes(),
                versions());
    }

    private BuildReport.Source source() {
        Stage target = task.plan().stages().get(task.plan().stages().size() - 1);
        return new BuildReport.Source(
                task.request().source().dockerfileName(),
                target.label(),
                task.plan().platform().toString());
    }

    private static BuildReport.Instruction instruction(StepResult step) {
        return new BuildReport.Instruction(
                step.step().line(),
                step.step().stage(),
                step.step().text(),
                step.outcome(),
                step.millis(),
                step.layerBytes(),
                step.files());
    }

    private List<BuildReport.Base> bases() {
        List<BuildReport.Base> bases = new ArrayList<>();
        task.plan().images().values().forEach(base -> bases.add(base(base)));
        return bases;
    }

    private static BuildReport.Base base(BaseImage base) {
        long bytes =
                base.manifest().layers().stream().mapToLong(Descriptor::size).sum();
        String reference =
                base.reference() == null ? base.requested() : base.reference().toString();
        return new BuildReport.Base(
                base.requested(),
                reference,
                base.descriptor().digest(),
                bytes,
                base.config().platform().toString());
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        String own = ReportAssembly.class.getPackage().getImplementationVersion();
        versions.put("container-build", own == null ? "development" : own);
        versions.put("java", System.getProperty("java.version"));
        return versions;
    }
}
