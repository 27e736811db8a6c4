package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Suggestion;
import io.jenkins.containerbuild.image.ImageConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The stages of a Dockerfile: how they depend on each other, and which of them a target needs. All instructions,
 * including those of stages that the target does not need, have been checked as far as possible without variable
 * values.
 */
public final class Stages {
    private final Dockerfile dockerfile;
    private final StageOptions options;
    private final GlobalArguments arguments;
    private final List<StagePlan> plans;
    private final StagePlan target;

    private Stages(
            Dockerfile dockerfile,
            StageOptions options,
            GlobalArguments arguments,
            List<StagePlan> plans,
            StagePlan target) {
        this.dockerfile = dockerfile;
        this.options = options;
        this.arguments = arguments;
        this.plans = plans;
        this.target = target;
    }

    /**
     * Reads the stages.
     *
     * @throws InputException with the message {@code FILE:LINE: message} if an instruction is invalid, or with a
     *     message without file and line if the target stage does not exist
     */
    public static Stages read(Dockerfile dockerfile, StageOptions options) {
        StageReader reader = new StageReader(dockerfile, options);
        List<StagePlan> plans = reader.readPlans();
        StagePlan target = findTarget(plans, options.target());
        reader.linkAll();
        return new Stages(dockerfile, options, reader.arguments(), plans, target);
    }

    private static StagePlan findTarget(List<StagePlan> plans, String name) {
        if (name.isEmpty()) {
            return plans.get(plans.size() - 1);
        }
        StagePlan found = null;
        Set<String> names = new LinkedHashSet<>();
        for (StagePlan plan : plans) {
            found = plan.name.equalsIgnoreCase(name) ? plan : found;
            if (!plan.name.isEmpty()) {
                names.add(plan.name);
            }
        }
        if (found == null) {
            throw new InputException("target stage \"" + name + "\" could not be found" + Suggestion.of(name, names)
                    + "; "
                    + (names.isEmpty()
                            ? "no stage of the Dockerfile has a name; use FROM … AS " + name + " to name one"
                            : "the stages are " + String.join(", ", names)));
        }
        return found;
    }

    /** All stages, in the order of the Dockerfile, without the ONBUILD triggers of base images. */
    public List<StageOutline> outlines() {
        return outlines(
                reachableWithoutImages().stream().map(plan -> plan.index).collect(Collectors.toSet()));
    }

    /** All stages, in the order of the Dockerfile; evaluated stages are marked as reachable. */
    public List<StageOutline> outlines(Evaluation evaluation) {
        return outlines(evaluation.stages().stream().map(Stage::index).collect(Collectors.toSet()));
    }

    private List<StageOutline> outlines(Set<Integer> reachable) {
        return plans.stream()
                .map(plan -> plan.outline(reachable.contains(plan.index)))
                .toList();
    }

    /**
     * Images and named contexts that the target needs, without duplicates, so that they can be looked up together.
     * ONBUILD triggers of base images may need more: {@link Evaluation#sources()} includes those too.
     */
    public List<ExternalSource> sources() {
        return sourcesOf(reachableWithoutImages());
    }

    /** The stages that the target needs, without those that only ONBUILD triggers of base images need. */
    private Set<StagePlan> reachableWithoutImages() {
        return evaluator(source -> null).pullTriggers(target);
    }

    private static List<ExternalSource> sourcesOf(Set<StagePlan> reachable) {
        Map<String, ExternalSource> sources = new LinkedHashMap<>();
        for (StagePlan plan : reachable) {
            if (plan.baseSource != null) {
                sources.merge(plan.base + " " + plan.platform, plan.baseSource, Stages::wider);
            }
            for (StagePlan.Link link : plan.links()) {
                if (link.source() != null) {
                    sources.merge(link.source().reference() + " ", link.source(), Stages::wider);
                }
            }
        }
        return List.copyOf(sources.values());
    }

    private static ExternalSource wider(ExternalSource first, ExternalSource second) {
        boolean secondIsMore = second.use() == ExternalSource.Use.BASE && first.use() == ExternalSource.Use.FILES;
        return secondIsMore ? second : first;
    }

    /**
     * Suggests a stage for the message that an image was not found: {@code " (did you mean NAME?)"} if a stage has a
     * similar name, else "".
     */
    public String nearestStage(String reference) {
        return Suggestion.of(reference, plans.stream().map(plan -> plan.name).toList());
    }

    /**
     * Expands the stages that the target needs.
     *
     * @param configs returns the configuration of a base that is not a stage, or null if the base has none because a
     *     directory replaces the image; called once for each base image and platform
     * @throws InputException with the message {@code FILE:LINE: message} if an instruction is invalid
     */
    public Evaluation evaluate(Function<ExternalSource, ImageConfig> configs) {
        StageEvaluator evaluator = evaluator(configs);
        Set<StagePlan> reachable = evaluator.pullTriggers(target);
        List<Stage> stages = new ArrayList<>();
        for (StagePlan plan : reachable) {
            stages.add(evaluator.evaluate(plan));
        }
        return new Evaluation(
                List.copyOf(stages), sourcesOf(reachable), unusedArguments(evaluator.declaredArguments(reachable)));
    }

    private StageEvaluator evaluator(Function<ExternalSource, ImageConfig> configs) {
        List<StagePlan> copies = plans.stream().map(StagePlan::copy).toList();
        return new StageEvaluator(dockerfile, options, arguments, copies, configs);
    }

    /**
     * The build arguments that the user sets and no stage declares, sorted.
     *
     * @param declared names that the evaluated stages declare; this method adds those of all other stages
     */
    private List<String> unusedArguments(Set<String> declared) {
        for (SyntaxNode node : dockerfile.instructions()) {
            if (node.keyword().equals("ARG")) {
                for (String argument : node.arguments()) {
                    declared.add(argument.split("=", 2)[0]);
                }
            }
        }
        List<String> unused = new ArrayList<>();
        for (String name : options.buildArguments().keySet()) {
            if (!declared.contains(name) && !arguments.isPredefined(name)) {
                unused.add(name);
            }
        }
        Collections.sort(unused);
        return unused;
    }
}
