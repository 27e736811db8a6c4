package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import io.jenkins.containerbuild.policy.Policy;
import io.jenkins.containerbuild.policy.Rule;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The policy rules for base images and for built images; a null rule is off. Catalogue files contain rules with the
 * same names below {@code policy:}.
 */
public final class PolicySettings extends AbstractDescribableImpl<PolicySettings> {
    private PlainRule baseInCatalogue;
    private PlainRule baseHasDigest;
    private RegistriesRule allowedRegistries;
    private AgeRule baseAge;
    private LabelsRule baseLabels;
    private PlainRule runsAsRoot;
    private SizeRule imageSize;
    private SizeRule layerSize;
    private LabelsRule imageLabels;

    @DataBoundConstructor
    public PolicySettings() {
        // Nothing is required.
    }

    public PlainRule getBaseInCatalogue() {
        return baseInCatalogue;
    }

    @DataBoundSetter
    public void setBaseInCatalogue(PlainRule rule) {
        baseInCatalogue = rule;
    }

    public PlainRule getBaseHasDigest() {
        return baseHasDigest;
    }

    @DataBoundSetter
    public void setBaseHasDigest(PlainRule rule) {
        baseHasDigest = rule;
    }

    public RegistriesRule getAllowedRegistries() {
        return allowedRegistries;
    }

    @DataBoundSetter
    public void setAllowedRegistries(RegistriesRule rule) {
        allowedRegistries = rule;
    }

    public AgeRule getBaseAge() {
        return baseAge;
    }

    @DataBoundSetter
    public void setBaseAge(AgeRule rule) {
        baseAge = rule;
    }

    public LabelsRule getBaseLabels() {
        return baseLabels;
    }

    @DataBoundSetter
    public void setBaseLabels(LabelsRule rule) {
        baseLabels = rule;
    }

    public PlainRule getRunsAsRoot() {
        return runsAsRoot;
    }

    @DataBoundSetter
    public void setRunsAsRoot(PlainRule rule) {
        runsAsRoot = rule;
    }

    public SizeRule getImageSize() {
        return imageSize;
    }

    @DataBoundSetter
    public void setImageSize(SizeRule rule) {
        imageSize = rule;
    }

    public SizeRule getLayerSize() {
        return layerSize;
    }

    @DataBoundSetter
    public void setLayerSize(SizeRule rule) {
        layerSize = rule;
    }

    public LabelsRule getImageLabels() {
        return imageLabels;
    }

    @DataBoundSetter
    public void setImageLabels(LabelsRule rule) {
        imageLabels = rule;
    }

    private Map<Rule, PolicyRule> rules() {
        Map<Rule, PolicyRule> rules = new EnumMap<>(Rule.class);
        rules.put(Rule.BASE_IN_CATALOGUE, baseInCatalogue);
        rules.put(Rule.BASE_HAS_DIGEST, baseHasDigest);
        rules.put(Rule.ALLOWED_REGISTRIES, allowedRegistries);
        rules.put(Rule.BASE_AGE, baseAge);
        rules.put(Rule.BASE_LABELS, baseLabels);
        rules.put(Rule.RUNS_AS_ROOT, runsAsRoot);
        rules.put(Rule.IMAGE_SIZE, imageSize);
        rules.put(Rule.LAYER_SIZE, layerSize);
        rules.put(Rule.IMAGE_LABELS, imageLabels);
        rules.values().removeIf(rule -> rule == null);
        return rules;
    }

    /** Describes the first invalid rule, such as {@code baseAge: days must be …}; returns "" if all are valid. */
    String problem() {
        for (Map.Entry<Rule, PolicyRule> rule : rules().entrySet()) {
            boolean off = rule.getValue().getAction() == RuleAction.off;
            String problem = off ? "" : rule.getValue().problem();
            if (!problem.isEmpty()) {
                return rule.getKey().key() + ": " + problem;
            }
        }
        return "";
    }

    /** Converts the rules to the library's type. */
    Policy policy() {
        Map<Rule, Policy.Setting> settings = new EnumMap<>(Rule.class);
        rules().forEach((rule, how) -> {
            if (how.getAction() != RuleAction.off) {
                settings.put(rule, how.setting());
            }
        });
        return new Policy(
                settings,
                allowedRegistries == null ? List.of() : List.copyOf(allowedRegistries.getRegistries()),
                baseAge == null ? 0 : baseAge.getDays(),
                baseLabels == null ? List.of() : baseLabels.wanted(),
                settings.containsKey(Rule.IMAGE_SIZE) ? imageSize.maxBytes() : 0,
                settings.containsKey(Rule.LAYER_SIZE) ? layerSize.maxBytes() : 0,
                imageLabels == null ? List.of() : imageLabels.wanted());
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<PolicySettings> {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Rules";
        }
    }
}
