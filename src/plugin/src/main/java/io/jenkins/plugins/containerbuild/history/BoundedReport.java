package io.jenkins.plugins.containerbuild.history;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlanReport;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A size-limited copy of a build report that an agent sent. An agent may run untrusted code, and an untrusted
 * Dockerfile may have any length, so the controller stores this copy and never the object that the agent sent. Long
 * texts and lists are truncated, and implausible numbers become unknown.
 *
 * @param report the copy, with at most 1,000 instructions
 * @param instructions number of instructions in the report that the agent sent
 */
public record BoundedReport(BuildReport report, int instructions) {
    private static final int MOST_INSTRUCTIONS = 1_000;
    /** Engines support at most 127 layers per image, but registries accept more. */
    private static final int MOST_LAYERS = 1_000;

    private static final int MOST_FINDINGS = 500;
    private static final int MOST_ITEMS = 100;
    private static final int MOST_ALTERNATIVES = 10;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Copies a report; throws {@link ServiceException} if a part is missing or has the wrong type. */
    public static BoundedReport of(BuildReport sent) {
        try {
            return new BoundedReport(copy(sent), sent.instructions().size());
        } catch (RuntimeException e) { // A forged object can fail in any way.
            throw new ServiceException(
                    "the agent sent an invalid build report: " + Bounds.text(e.toString()) + "; restart the agent", e);
        }
    }

    private static BuildReport copy(BuildReport sent) {
        return new BuildReport(
                started(sent.started()),
                Bounds.figure(sent.millis()),
                source(sent.source()),
                builder(sent.builder()),
                phases(sent.phases()),
                Bounds.each(sent.instructions(), MOST_INSTRUCTIONS, BoundedReport::instruction),
                context(sent.context()),
                Bounds.each(sent.bases(), MOST_ITEMS, BoundedReport::base),
                image(sent.image()),
                Bounds.each(sent.outputs(), MOST_ITEMS, BoundedReport::output),
                findings(sent.findings()),
                Bounds.each(sent.policy(), MOST_ITEMS, BoundedReport::verdict),
                new BuildReport.Decision(
                        sent.decision().reused(), Bounds.text(sent.decision().reason())),
                Bounds.each(sent.notes(), MOST_ITEMS, Bounds::text),
                Bounds.texts(sent.versions(), MOST_ITEMS));
    }

    /** Start time of the build; the controller's current time if the agent sent an implausible time. */
    private static Instant started(Instant sent) {
        return sent.isBefore(Instant.EPOCH) || sent.isAfter(LATEST) ? Instant.now() : sent;
    }

    private static BuildReport.Source source(BuildReport.Source sent) {
        return new BuildReport.Source(
                Bounds.text(sent.dockerfile()), Bounds.text(sent.target()), Bounds.text(sent.platform()));
    }

    private static BuildReport.BuilderUsed builder(BuildReport.BuilderUsed sent) {
        return new BuildReport.BuilderUsed(Bounds.text(sent.name()), Bounds.text(sent.reason()));
    }

    private static Map<Phase, Long> phases(Map<Phase, Long> sent) {
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            long millis = Bounds.figure(sent.getOrDefault(phase, -1L));
            if (millis >= 0) {
                phases.put(phase, millis);
            }
        }
        return phases;
    }

    private static BuildReport.Instruction instruction(BuildReport.Instruction sent) {
        return new BuildReport.Instruction(
                Bounds.line(sent.line()),
                Bounds.text(sent.stage()),
                Bounds.text(sent.text()),
                Objects.requireNonNull(sent.outcome(), "outcome"),
                Bounds.figure(sent.millis()),
                Bounds.figure(sent.layerBytes()),
                Bounds.figure(sent.files()));
    }

    private static BuildReport.Context context(BuildReport.Context sent) {
        return new BuildReport.Context(
                Bounds.figure(sent.totalFiles()),
                Bounds.figure(sent.totalBytes()),
                Bounds.figure(sent.ignoredFiles()),
                Bounds.figure(sent.sentFiles()),
                Bounds.figure(sent.sentBytes()),
                Bounds.each(
                        sent.leftOut(),
                        MOST_ITEMS,
                        directory -> new BuildReport.LeftOut(
                                Bounds.text(directory.path()),
                                Bounds.figure(directory.files()),
                                Bounds.figure(directory.bytes()))));
    }

    private static BuildReport.Base base(BuildReport.Base sent) {
        return new BuildReport.Base(
                Bounds.text(sent.requested()),
                Bounds.text(sent.reference()),
                Objects.requireNonNull(sent.digest(), "digest of a base"),
                Bounds.figure(sent.bytes()),
                Bounds.text(sent.platform()));
    }

    private static BuildReport.Image image(BuildReport.Image sent) {
        return new BuildReport.Image(
                new Descriptor(
                        Bounds.text(sent.manifest().mediaType()),
                        Objects.requireNonNull(sent.manifest().digest(), "digest of the image"),
                        Bounds.figure(sent.manifest().size())),
                Objects.requireNonNull(sent.config(), "digest of the configuration"),
                Bounds.each(sent.names(), MOST_ITEMS, name -> ImageReference.parse(name.toString())),
                Bounds.each(
                        sent.layers(),
                        MOST_LAYERS,
                        layer -> new BuildReport.LayerSize(
                                Objects.requireNonNull(layer.digest(), "digest of a layer"),
                                Math.max(0, Bounds.figure(layer.bytes())),
                                layer.ofBase())));
    }

    private static Published output(Published sent) {
        return new Published(
                Bounds.text(sent.destination()),
                Objects.requireNonNull(sent.digest(), "digest of an output"),
                Bounds.figure(sent.sentBytes()),
                Bounds.figure(sent.mountedBytes()),
                Bounds.figure(sent.presentBytes()));
    }

    /** Copies the findings and sorts them by severity and size, the most serious first. */
    private static List<Finding> findings(List<Finding> sent) {
        return Bounds.each(sent, MOST_FINDINGS, BoundedReport::finding).stream()
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Finding::bytes)
                        .reversed())
                .toList();
    }

    private static Finding finding(Finding sent) {
        return new Finding(
                Bounds.text(sent.rule()),
                Objects.requireNonNull(sent.severity(), "severity of a finding"),
                Bounds.text(sent.path()),
                Bounds.text(sent.description()),
                Bounds.figure(sent.files()),
                Bounds.figure(sent.bytes()),
                Bounds.line(sent.line()),
                Bounds.text(sent.advice()),
                Bounds.figure(sent.savedBytes()));
    }

    private static PlanReport.Verdict verdict(PlanReport.Verdict sent) {
        return new PlanReport.Verdict(
                Bounds.text(sent.rule()),
                Bounds.text(sent.verdict()),
                Bounds.line(sent.line()),
                Bounds.text(sent.message()),
                Bounds.each(
                        sent.alternatives(),
                        MOST_ALTERNATIVES,
                        other -> new PlanReport.Alternative(
                                Bounds.text(other.name()),
                                Bounds.text(other.reference()),
                                Bounds.figure(other.bytes()),
                                Bounds.figure(other.sharedBytes()),
                                Bounds.figure(other.insteadOf()))));
    }
}
