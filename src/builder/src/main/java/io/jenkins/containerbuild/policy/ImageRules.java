package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.measure.Figures;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Checks the rules for the built image. */
record ImageRules(Policy policy) {
    static final Set<Rule> ALL = EnumSet.of(Rule.RUNS_AS_ROOT, Rule.IMAGE_SIZE, Rule.LAYER_SIZE, Rule.IMAGE_LABELS);

    /** A result and the line to which it refers. */
    record Located(int line, RuleResult result) {}

    Located check(Rule rule, ImageFacts image) {
        return switch (rule) {
            case RUNS_AS_ROOT -> new Located(image.userLine(), user(image));
            case IMAGE_SIZE -> new Located(image.line(), size(image));
            case LAYER_SIZE -> layer(image);
            case IMAGE_LABELS -> new Located(image.line(), labels(image));
            default -> throw new IllegalArgumentException(rule.id() + " is not a rule for images");
        };
    }

    private static RuleResult user(ImageFacts image) {
        if (image.user() == null) {
            return RuleResult.unknown(
                    "the Dockerfile has no USER, and that of the base is unknown before its registry is asked");
        }
        String user = image.user().split(":", 2)[0];
        boolean root = user.isEmpty() || user.equals("root") || user.chars().allMatch(c -> c == '0');
        return root
                ? RuleResult.broken("the image runs as root"
                        + (user.isEmpty() ? ", the default" : " (USER " + image.user() + ")")
                        + "; add USER with another user, such as USER 1000")
                : RuleResult.kept("the image runs as " + image.user());
    }

    /** Before the build, a violation can be reported only if the base alone exceeds the limit. */
    private RuleResult size(ImageFacts image) {
        long most = policy.imageBytes();
        if (image.layers() == null) {
            return image.baseBytes() > most
                    ? RuleResult.broken("the base alone has " + Figures.bytes(image.baseBytes()) + " compressed; "
                            + Figures.bytes(most) + " are allowed for the image: use a smaller base")
                    : RuleResult.unknown("the size of the image is unknown before it is built");
        }
        long own = image.layers().stream().mapToLong(ImageFacts.Layer::bytes).sum();
        long base = Math.max(0, image.baseBytes());
        String found = "the image has " + Figures.bytes(base + own) + " compressed, " + Figures.bytes(base)
                + " of them the base's";
        return base + own <= most
                ? RuleResult.kept(found)
                : RuleResult.broken(found + "; " + Figures.bytes(most) + " are allowed: " + "use "
                        + (base > own ? "a smaller base" : "fewer or smaller files"));
    }

    private Located layer(ImageFacts image) {
        if (image.layers() == null) {
            return new Located(
                    image.line(), RuleResult.unknown("the sizes of the layers are unknown before the image is built"));
        }
        ImageFacts.Layer biggest = new ImageFacts.Layer(image.line(), 0);
        for (ImageFacts.Layer layer : image.layers()) {
            biggest = layer.bytes() > biggest.bytes() ? layer : biggest;
        }
        String found = "the biggest layer above the base has " + Figures.bytes(biggest.bytes()) + " compressed";
        return new Located(
                biggest.line(),
                biggest.bytes() <= policy.layerBytes()
                        ? RuleResult.kept(found)
                        : RuleResult.broken(found + "; " + Figures.bytes(policy.layerBytes())
                                + " are allowed: use fewer files in this instruction, or more instructions"));
    }

    private RuleResult labels(ImageFacts image) {
        List<String> lacking = ImageLabels.lacking(policy.imageLabels(), image.labels());
        if (lacking.isEmpty()) {
            return RuleResult.kept("the image has the required labels");
        }
        String found = "labels of the image: " + String.join("; ", lacking);
        return image.base() == ImageFacts.Knowledge.NAME_ONLY
                ? RuleResult.unknown(found + ", unless the base has it, which is unknown before its registry is asked")
                : RuleResult.broken(found + "; set it with LABEL or " + Setting.LABEL.inWords());
    }
}
