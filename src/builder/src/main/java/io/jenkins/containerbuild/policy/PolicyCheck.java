package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Checks base images and built images against a policy. */
public final class PolicyCheck {
    private static final String DEPRECATED = "base-deprecated";

    private final Baseline baseline;
    private final BaseRules baseRules;
    private final ImageRules imageRules;

    /** Provides information about base images from registries. */
    public interface Lookup {
        /** Does not look anything up. */
        Lookup NONE = source -> null;

        /** The base image of a stage; null if it was not looked up or if a directory replaces it. */
        BaseImage image(ExternalSource source);

        /**
         * Compares the size of a catalogue entry with the base that the entry could replace; empty if the entry was not
         * looked up.
         */
        default Optional<Verdict.Weight> weight(Catalogue.Entry entry, BaseImage base) {
            return Optional.empty();
        }
    }

    /** @param now time for which the age of base images is calculated */
    public PolicyCheck(Baseline baseline, Instant now) {
        this.baseline = baseline;
        this.baseRules = new BaseRules(baseline.catalogue(), baseline.policy(), now);
        this.imageRules = new ImageRules(baseline.policy());
    }

    /** Checks the base images of stages; {@code scratch} is always allowed. */
    public List<Verdict> bases(Collection<ExternalSource> sources, Lookup lookup) {
        List<Verdict> verdicts = new ArrayList<>();
        for (ExternalSource source : sources) {
            if (source.use() == ExternalSource.Use.BASE) {
                base(Subject.of(source, baseline.catalogue(), lookup.image(source)), lookup, verdicts);
            }
        }
        return verdicts;
    }

    private void base(Subject base, Lookup lookup, List<Verdict> verdicts) {
        for (Rule rule : BaseRules.ALL) {
            boolean hasAlternatives = rule == Rule.BASE_IN_CATALOGUE
                    && base.entry().isPresent()
                    && !base.entry().get().alternatives().isEmpty();
            List<Verdict.Alternative> alternatives = hasAlternatives ? alternatives(base, lookup) : List.of();
            if (!alternatives.isEmpty() || action(rule) != Policy.Action.OFF) {
                verdicts.add(verdict(rule, base.line(), baseRules.check(rule, base), alternatives));
            }
        }
        String retirement = BaseRules.retirement(base);
        if (!retirement.isEmpty()) {
            verdicts.add(new Verdict(DEPRECATED, Verdict.Answer.WARN, base.line(), retirement, List.of()));
        }
    }

    private List<Verdict.Alternative> alternatives(Subject base, Lookup lookup) {
        List<Verdict.Alternative> alternatives = new ArrayList<>();
        for (String name : base.entry().orElseThrow().alternatives()) {
            baseline.catalogue().find(name).ifPresent(other -> lookup.weight(other, base.image())
                    .ifPresent(weight -> alternatives.add(new Verdict.Alternative(name, other.pinned(), weight))));
        }
        return alternatives;
    }

    /** Checks the built image, as far as its properties are known. */
    public List<Verdict> image(ImageFacts image) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Rule rule : ImageRules.ALL) {
            if (action(rule) != Policy.Action.OFF) {
                ImageRules.Located found = imageRules.check(rule, image);
                verdicts.add(verdict(rule, found.line(), found.result(), List.of()));
            }
        }
        return verdicts;
    }

    /**
     * Whether the policy may refuse the image after the build. If so, no layer may be pushed before {@link #image} has
     * checked the built image.
     */
    public boolean decidesOnLayers() {
        return refuses(Rule.IMAGE_SIZE) || refuses(Rule.LAYER_SIZE);
    }

    private boolean refuses(Rule rule) {
        return action(rule) == Policy.Action.REFUSE && exception(rule).isEmpty();
    }

    private Verdict verdict(Rule rule, int line, RuleResult result, List<Verdict.Alternative> alternatives) {
        String exception = exception(rule);
        if (result.kept() == RuleResult.Kept.NO && !exception.isEmpty()) {
            String message = result.message() + " (the rule is off for " + baseline.job() + " because of the exception "
                    + exception + ")";
            return new Verdict(rule.id(), Verdict.Answer.ALLOW, line, message, alternatives);
        }
        Verdict.Answer answer =
                switch (result.kept()) {
                    case YES -> Verdict.Answer.ALLOW;
                    case UNKNOWN -> exception.isEmpty() ? Verdict.Answer.UNKNOWN : Verdict.Answer.ALLOW;
                    case NO -> broken(rule);
                };
        return new Verdict(rule.id(), answer, line, result.message(), alternatives);
    }

    private Verdict.Answer broken(Rule rule) {
        return switch (action(rule)) {
            case OFF -> Verdict.Answer.ALLOW;
            case WARN -> Verdict.Answer.WARN;
            case REFUSE -> Verdict.Answer.REFUSE;
        };
    }

    private Policy.Action action(Rule rule) {
        return baseline.policy().setting(rule).action();
    }

    /** The pattern that exempts the job from the rule; "" if there is none. */
    private String exception(Rule rule) {
        for (String pattern : baseline.policy().setting(rule).exceptions()) {
            if (!baseline.job().isEmpty() && NamePattern.matchesName(pattern, baseline.job())) {
                return pattern;
            }
        }
        return "";
    }
}
