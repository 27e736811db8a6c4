package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.policy.ImageFacts;
import io.jenkins.containerbuild.policy.PolicyCheck;
import io.jenkins.containerbuild.policy.PolicyCheck.Lookup;
import io.jenkins.containerbuild.policy.Verdict;
import io.jenkins.containerbuild.policy.Verdict.Answer;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlanReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Enforces the rules of the baseline during one build. A build that violates a rule fails as soon as the violation is
 * known, always before anything is pushed. Each check throws an {@link InputException} that names the line, the
 * violated rule and the remedy.
 */
final class PolicyGate {
    private final BuildRequest request;
    private final Progress progress;
    private final PolicyCheck check;
    private List<Verdict> ofBases = List.of();
    private List<Verdict> ofImage = List.of();
    private ImageFacts image;

    PolicyGate(BuildRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
        // Most builds have no rules and need not load the classes of PolicyCheck.
        this.check = isOpen() ? null : new PolicyCheck(request.baseline(), Instant.now());
    }

    private boolean isOpen() {
        return request.baseline().isEmpty();
    }

    /** Checks the names of the bases, before any registry is contacted. */
    void beforeLookUp(Collection<ExternalSource> sources) {
        if (!isOpen()) {
            refuse(check.bases(sources, Lookup.NONE));
        }
    }

    /** Checks the bases and the Dockerfile, before the build starts. */
    void beforeWork(PlannedImage planned, Bases bases) {
        if (!isOpen()) {
            look(planned, bases::imageOrNull);
            refuse(verdictsSoFar());
            tell(ofBases, Answer.WARN);
            tell(ofBases, Answer.UNKNOWN);
        }
    }

    /** Determines the verdicts without enforcing them. */
    void look(PlannedImage planned, Lookup lookup) {
        if (!isOpen()) {
            ofBases = check.bases(planned.evaluation().sources(), lookup);
            image = planned.facts(lookup);
            ofImage = check.image(image);
        }
    }

    /** Whether layers must not be pushed before {@link #beforePublishing}. */
    boolean holdsLayers() {
        return !isOpen() && check.decidesOnLayers();
    }

    /** Checks the layers before the image is published. */
    void beforePublishing(BuildReport.Image built, List<StepResult> steps) {
        if (isOpen() || built.layers().isEmpty() && built.manifest().size() < 0) {
            return;
        }
        List<ImageFacts.Layer> layers = new ArrayList<>();
        long ofBase = 0;
        for (BuildReport.LayerSize layer : built.layers()) {
            if (layer.ofBase()) {
                ofBase += layer.bytes();
            } else {
                layers.add(new ImageFacts.Layer(line(layer.bytes(), steps), layer.bytes()));
            }
        }
        ofImage = check.image(image.with(ofBase, layers));
        refuse(ofImage);
    }

    /**
     * Returns the line of the instruction that made a layer of this size (as its only layer or as one of several), or
     * the line of FROM if the instruction cannot be determined.
     */
    private int line(long bytes, List<StepResult> steps) {
        List<StepResult> bigEnough = new ArrayList<>();
        for (StepResult step : steps) {
            if (step.layerBytes() == bytes) {
                return step.step().line();
            }
            if (step.layerBytes() > bytes) {
                bigEnough.add(step);
            }
        }
        return bigEnough.size() == 1 ? bigEnough.get(0).step().line() : image.line();
    }

    private void refuse(List<Verdict> verdicts) {
        List<String> refused = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict.answer() == Answer.REFUSE) {
                refused.add(text(verdict));
            }
        }
        if (!refused.isEmpty()) {
            throw new InputException(String.join("\n", refused));
        }
    }

    private void tell(List<Verdict> verdicts, Answer answer) {
        for (Verdict verdict : verdicts) {
            if (verdict.answer() == answer) {
                progress.warning(text(verdict));
            }
        }
    }

    private String text(Verdict verdict) {
        return request.source().dockerfileName() + ":" + verdict.line() + ": " + verdict.rule() + ": "
                + verdict.message();
    }

    private List<Verdict> verdictsSoFar() {
        List<Verdict> all = new ArrayList<>(ofBases);
        all.addAll(ofImage);
        return all;
    }

    /** Returns all verdicts at the end of the build, and logs warnings about the image. */
    List<PlanReport.Verdict> conclude() {
        tell(ofImage, Answer.WARN);
        return verdicts();
    }

    List<PlanReport.Verdict> verdicts() {
        return verdictsSoFar().stream().map(PolicyGate::reported).toList();
    }

    private static PlanReport.Verdict reported(Verdict verdict) {
        return new PlanReport.Verdict(
                verdict.rule(),
                verdict.answer().id(),
                verdict.line(),
                verdict.message(),
                verdict.alternatives().stream()
                        .map(one -> new PlanReport.Alternative(
                                one.name(),
                                one.reference(),
                                one.weight().bytes(),
                                one.weight().sharedBytes(),
                                one.weight().insteadOf()))
                        .toList());
    }
}
