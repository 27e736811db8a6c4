package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.dockerfile.Evaluation;
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
 * Holds one build against what was agreed on: the build ends as early as it is known to break that, and never after something was pushed.
 * Each step that refuses throws {@link InputException} with the line, the rule and what would satisfy it.
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
        // Most builds have none, and should not load its classes.
        this.check = isOpen() ? null : new PolicyCheck(request.baseline(), Instant.now());
    }

    private boolean isOpen() {
        return request.baseline().isEmpty();
    }

    /** What the names of bases tell, before any registry is asked. */
    void beforeLookUp(Collection<ExternalSource> sources) {
        if (!isOpen()) {
            refuse(check.bases(sources, request.buildContexts(), Lookup.NONE));
        }
    }

    /** What bases and the Dockerfile tell, before any work. */
    void beforeWork(Evaluation evaluation, Bases bases) {
        if (!isOpen()) {
            look(evaluation, bases::imageOrNull);
            refuse(verdictsSoFar());
            tell(ofBases, Answer.WARN);
            tell(ofBases, Answer.UNKNOWN);
        }
    }

    /** Finds the verdicts without acting on them. */
    void look(Evaluation evaluation, Lookup lookup) {
        if (!isOpen()) {
            ofBases = check.bases(evaluation.sources(), request.buildContexts(), lookup);
            image = new PlannedImage(request, evaluation).facts(lookup);
            ofImage = check.image(image);
        }
    }

    /** Whether layers have to stay here until {@link #beforePublishing}. */
    boolean holdsLayers() {
        return !isOpen() && check.decidesOnLayers();
    }

    /** What the layers tell, before anything can be pulled. */
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

    /** Of the instruction that made a layer of so many bytes, alone or among others; of FROM where that is not known. */
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
        return request.dockerfileName() + ":" + verdict.line() + ": " + verdict.rule() + ": " + verdict.message();
    }

    private List<Verdict> verdictsSoFar() {
        List<Verdict> all = new ArrayList<>(ofBases);
        all.addAll(ofImage);
        return all;
    }

    /** All verdicts, when the build is done; warns of those of the image. */
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
