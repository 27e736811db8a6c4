package io.jenkins.containerbuild;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles the build report from the results of each phase.
 *
 * @param reason human-readable reason why the image is built and not reused, or "" if unknown
 * @param notes notes for the report; added to while the build runs
 */
record ReportAssembly(
        BuildRequest request,
        BuildReport.Builder builder,
        BuildPlan plan,
        NeededFiles needed,
        ContextSurvey survey,
        Instant started,
        PhaseTimer timer,
        PolicyGate gate,
        String reason,
        List<String> notes) {

    /** The report of a build that reused an existing image. */
    BuildReport reused(BuildReport.Image image, Instant made, List<Published> published) {
        String unchanged = "nothing that decides the image has changed since it was built " + toTheSecond(made);
        return report(image, reusedSteps(), published, new BuildReport.Decision(true, unchanged));
    }

    /** Formats the time as ISO 8601. Avoids DateTimeFormatter, whose classes take long to load. */
    private static String toTheSecond(Instant time) {
        return LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC) + "Z";
    }

    private List<StepResult> reusedSteps() {
        int total = plan.stages().stream()
                .mapToInt(stage -> stage.instructions().size())
                .sum();
        List<StepResult> steps = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            for (Instruction instruction : stage.instructions()) {
                Instruction.Position position = instruction.position();
                Step step = new Step(steps.size() + 1, total, stage.label(), position.line(), position.text());
                steps.add(new StepResult(step, Outcome.REUSED, -1, -1, -1));
            }
        }
        return steps;
    }

    ReportAssembly because(String why) {
        return new ReportAssembly(request, builder, plan, needed, survey, started, timer, gate, why, notes);
    }

    BuildReport report(BuildReport.Image image, List<StepResult> steps, List<Published> published) {
        return report(image, steps, published, new BuildReport.Decision(false, reason));
    }

    private BuildReport report(
            BuildReport.Image image, List<StepResult> steps, List<Published> published, BuildReport.Decision decision) {
        return new BuildReport(
                started,
                Duration.between(started, Instant.now()).toMillis(),
                source(),
                builder,
                timer.milliseconds(),
                steps.stream().map(ReportAssembly::instruction).toList(),
                survey.context(),
                bases(),
                image,
                published,
                needed.findings(),
                gate.conclude(),
                decision,
                List.copyOf(notes),
                versions());
    }

    private BuildReport.Source source() {
        Stage target = plan.stages().get(plan.stages().size() - 1);
        return new BuildReport.Source(
                request.dockerfileName(), target.label(), plan.platform().toString());
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
        plan.images().values().forEach(base -> bases.add(base(base)));
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

    /** Describes an image whose manifest is known. */
    BuildReport.Image image(BuiltImage image) {
        return image(image.descriptor(), image.manifest().config().digest(), image.layers());
    }

    BuildReport.Image image(Descriptor manifest, Digest config, List<Layer> layers) {
        return new BuildReport.Image(manifest, config, names(), layers(layers));
    }

    /**
     * Describes an image that exists only in an engine, which identifies it by its configuration and has no compressed
     * layers.
     */
    BuildReport.Image imageInEngine(Digest id) {
        return new BuildReport.Image(new Descriptor(MediaTypes.DOCKER_CONFIG, id, -1), id, names(), List.of());
    }

    /** All names of the image: those of the outputs and those of the request. */
    List<ImageReference> names() {
        List<ImageReference> names = new ArrayList<>();
        for (Output output : request.outputs()) {
            names.addAll(output.names());
        }
        for (ImageReference tag : request.tags()) {
            names.add(tag.withDefaultTag());
        }
        return names.stream().distinct().toList();
    }

    private static List<BuildReport.LayerSize> layers(List<Layer> layers) {
        return layers.stream()
                .map(layer -> new BuildReport.LayerSize(
                        layer.descriptor().digest(), layer.descriptor().size(), layer.ofBase()))
                .toList();
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        String own = ContainerBuild.class.getPackage().getImplementationVersion();
        versions.put("container-build", own == null ? "development" : own);
        versions.put("java", System.getProperty("java.version"));
        return versions;
    }
}
