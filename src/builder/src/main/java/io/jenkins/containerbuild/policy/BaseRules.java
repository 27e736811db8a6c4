package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.fault.Vocabulary;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the rules for base images. */
record BaseRules(Catalogue catalogue, Policy policy, Instant now) {
    static final Set<Rule> ALL = EnumSet.of(
            Rule.BASE_IN_CATALOGUE, Rule.BASE_HAS_DIGEST, Rule.ALLOWED_REGISTRIES, Rule.BASE_AGE, Rule.BASE_LABELS);

    RuleResult check(Rule rule, Subject base) {
        return switch (rule) {
            case BASE_IN_CATALOGUE -> inCatalogue(base);
            case BASE_HAS_DIGEST -> hasDigest(base);
            case ALLOWED_REGISTRIES -> registry(base);
            case BASE_AGE -> age(base);
            case BASE_LABELS -> labels(base);
            default -> throw new IllegalArgumentException(rule.id() + " is not a rule for bases");
        };
    }

    private RuleResult inCatalogue(Subject base) {
        Optional<Catalogue.Entry> entry = base.entry();
        return entry.isPresent()
                ? RuleResult.kept(entry.get().described() + " is in the catalogue of base images")
                : RuleResult.broken(base.described() + " is not in the catalogue of base images; "
                        + catalogue.namesToChooseFrom() + Vocabulary.inUse().baseOfCatalogue());
    }

    private static RuleResult hasDigest(Subject base) {
        if (base.place().contains("@sha")) {
            return RuleResult.kept(base.described() + " is pinned");
        }
        if (base.reference() == null) {
            return RuleResult.broken(base.described() + " is on disk and has no digest; use an image of a registry,"
                    + " named with @sha256:…");
        }
        String digest = base.image() == null || base.image().reference() == null
                ? "sha256:…"
                : base.image().reference().digest().toString();
        return RuleResult.broken(base.described() + " has no digest, so it may become another image; use "
                + base.place() + "@" + digest
                + base.entry()
                        .map(entry -> ", or set this digest in the catalogue's entry " + entry.name())
                        .orElse("")
                + base.owner());
    }

    private RuleResult registry(Subject base) {
        String name = base.reference() == null ? "" : base.reference().name();
        for (String allowed : policy.registries()) {
            if (name.equals(allowed) || name.startsWith(allowed + "/")) {
                return RuleResult.kept(name + " is in " + allowed);
            }
        }
        return RuleResult.broken(base.described() + " is "
                + (base.reference() == null
                        ? "on disk"
                        : "in " + base.reference().registry())
                + "; use an image in " + String.join(", ", policy.registries()) + base.owner());
    }

    private RuleResult age(Subject base) {
        if (base.image() == null) {
            return RuleResult.unknown(
                    base.isDirectory()
                            ? base.described() + " is a directory, which has no date"
                            : "the age of " + base.described() + " is unknown before its registry is asked");
        }
        Optional<Instant> created = CreationDate.of(base.image(), now);
        if (created.isEmpty()) {
            return RuleResult.unknown("the age of " + base.described() + " is unknown: its creation date is "
                    + CreationDate.found(base.image()) + "; set the label org.opencontainers.image.created"
                    + base.owner());
        }
        long days = Duration.between(created.get(), now).toDays();
        String found = base.described() + " was made " + LocalDate.ofInstant(created.get(), ZoneOffset.UTC) + ", "
                + days + " days ago";
        return days <= policy.days()
                ? RuleResult.kept(found)
                : RuleResult.broken(found + "; use one that is at most " + policy.days() + " days old" + base.owner());
    }

    private RuleResult labels(Subject base) {
        if (base.image() == null && !base.isDirectory()) {
            return RuleResult.unknown(
                    "the labels of " + base.described() + " are unknown before its registry is asked");
        }
        List<String> lacking = ImageLabels.lacking(
                policy.baseLabels(),
                base.image() == null ? Map.of() : ImageLabels.of(base.image().config()));
        return lacking.isEmpty()
                ? RuleResult.kept(base.described() + " has the required labels")
                : RuleResult.broken("labels of " + base.described() + ": " + String.join("; ", lacking) + base.owner());
    }

    /** The message for a base that its owner has deprecated; "" if the base is not deprecated. */
    static String retirement(Subject base) {
        return base.entry()
                .filter(entry -> entry.retirement().deprecated())
                .map(entry -> entry.described() + " is deprecated"
                        + (entry.retirement().replacedBy().isEmpty()
                                ? ""
                                : "; FROM " + entry.retirement().replacedBy() + " replaces it"))
                .orElse("");
    }
}
