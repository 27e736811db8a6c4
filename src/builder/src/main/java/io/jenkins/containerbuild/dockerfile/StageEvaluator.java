package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.Pair;
import io.jenkins.containerbuild.dockerfile.Instruction.Position;
import io.jenkins.containerbuild.dockerfile.shell.Expansion;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.dockerfile.syntax.DockerfileReader;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.image.ImageConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Expands the instructions of the stages that a target needs, as BuildKit's {@code dockerfile2llb} does. */
final class StageEvaluator {
    private final Dockerfile dockerfile;
    private final GlobalArguments arguments;
    private final List<StagePlan> plans;
    private final StageLinker linker;
    private final Function<ExternalSource, ImageConfig> configs;
    private final StageOptions options;
    /** Configurations by reference and platform; the value is null for a source without a configuration. */
    private final Map<String, ImageConfig> knownConfigs = new HashMap<>();

    private final Map<Integer, ConfigState> states = new HashMap<>();
    private final Expansion expansion;
    private ConfigState state;
    /** Argument values of the current ARG instruction: later defaults in the same instruction may refer to them. */
    private final Map<String, String> pending = new HashMap<>();

    StageEvaluator(
            Dockerfile dockerfile,
            StageOptions options,
            GlobalArguments arguments,
            List<StagePlan> plans,
            Function<ExternalSource, ImageConfig> configs) {
        this.dockerfile = dockerfile;
        this.options = options;
        this.arguments = arguments;
        this.plans = plans;
        this.linker = new StageLinker(plans, new NamedContexts(options.namedContexts()));
        this.configs = configs;
        this.expansion = Expansion.of(dockerfile.escape(), this::variable);
    }

    private String variable(String name) {
        String value = pending.get(name);
        return value != null ? value : state.variable(name);
    }

    /**
     * Inserts the ONBUILD triggers of the base before the instructions of each needed stage. Triggers may need further
     * stages, so this repeats until no new stage is needed.
     *
     * @return the stages that the target needs, in the order of the Dockerfile
     */
    Set<StagePlan> pullTriggers(StagePlan target) {
        Set<StagePlan> done = new HashSet<>();
        Set<StagePlan> reachable = StageGraph.reachable(plans, target);
        while (!done.containsAll(reachable)) {
            for (StagePlan plan : reachable) {
                if (done.add(plan)) {
                    Mistake.locate(dockerfile.fileName(), plan.from.line(), () -> addTriggers(plan));
                }
            }
            reachable = StageGraph.reachable(plans, target);
        }
        StageGraph.checkNoCircle(plans, dockerfile.fileName());
        return reachable;
    }

    private boolean addTriggers(StagePlan plan) {
        List<StagePlan.Step> steps = new ArrayList<>();
        for (String trigger : triggersOf(plan)) {
            StagePlan.Step step = triggered(trigger, plan.from);
            linker.link(plan, step);
            steps.add(step);
        }
        return plan.steps.addAll(0, steps);
    }

    private List<String> triggersOf(StagePlan plan) {
        if (plan.replaced) {
            return List.of();
        }
        if (plan.baseStage < 0) {
            ImageConfig config = config(plan.baseSource);
            return config == null ? List.of() : config.onBuild();
        }
        List<String> triggers = new ArrayList<>();
        for (StagePlan.Step step : plans.get(plan.baseStage).steps) {
            if (InstructionReader.read(step.node(), step.position(), Expansion.NONE)
                    instanceof Instruction.OnBuild onBuild) {
                triggers.add(onBuild.trigger());
            }
        }
        return triggers;
    }

    private ImageConfig config(ExternalSource source) {
        if (source == null) {
            return null;
        }
        String key = source.reference() + " " + source.platform();
        if (!knownConfigs.containsKey(key)) {
            knownConfigs.put(key, configs.apply(source));
        }
        return knownConfigs.get(key);
    }

    private static StagePlan.Step triggered(String trigger, SyntaxNode from) {
        List<SyntaxNode> nodes = new DockerfileReader("", trigger.getBytes(StandardCharsets.UTF_8)).readInstructions();
        if (nodes.size() != 1) {
            throw new Mistake("an ONBUILD trigger must be a single instruction: " + trigger);
        }
        SyntaxNode node = nodes.get(0);
        Position position = StagePlan.position(node, from);
        if (node.keyword().equals("FROM")) {
            throw new Mistake("FROM isn't allowed as an ONBUILD trigger");
        }
        InstructionReader.read(node, position, Expansion.NONE);
        return new StagePlan.Step(node, position);
    }

    Stage evaluate(StagePlan plan) {
        state = start(plan);
        states.put(plan.index, state);
        List<Instruction> instructions = new ArrayList<>();
        if (!plan.replaced) {
            for (StagePlan.Step step : plan.steps) {
                instructions.add(
                        Mistake.locate(dockerfile.fileName(), step.position().line(), () -> apply(plan, step)));
            }
        }
        return new Stage(
                plan.index,
                plan.name,
                StagePlan.position(plan.from),
                plan.base,
                plan.baseStage,
                plan.platform,
                Collections.unmodifiableList(instructions));
    }

    private ConfigState start(StagePlan plan) {
        if (plan.baseStage >= 0) {
            return states.get(plan.baseStage).child();
        }
        ImageConfig config = config(plan.baseSource);
        return config == null ? ConfigState.scratch(options.platform()) : ConfigState.of(config);
    }

    private Instruction apply(StagePlan plan, StagePlan.Step step) {
        Instruction instruction = expand(plan, step);
        PathLimit.check(instruction);
        instruction.applyTo(state);
        return instruction;
    }

    private Instruction expand(StagePlan plan, StagePlan.Step step) {
        Instruction instruction = InstructionReader.read(step.node(), step.position(), expansion);
        if (instruction instanceof Instruction.Arg arg) {
            return withValues(arg);
        }
        if (instruction instanceof Instruction.Copy copy && !copy.from().isEmpty()) {
            return copy.withFrom(resolved(plan, plan.copyLinks.get(copy.from()), copy.from()));
        }
        return instruction instanceof Instruction.Run run ? withResolvedMounts(plan, step, run) : instruction;
    }

    private Instruction withValues(Instruction.Arg arg) {
        List<Pair> values = new ArrayList<>();
        List<Pair> defaults = new ArrayList<>();
        try {
            for (Pair pair : arg.arguments()) {
                Pair expanded = expanded(pair);
                String value = arguments.valueInStage(expanded);
                defaults.add(expanded);
                values.add(new Pair(expanded.name(), value));
                if (value != null) {
                    pending.put(expanded.name(), value);
                }
            }
        } finally {
            pending.clear();
        }
        return new Instruction.Arg(
                arg.position(), Collections.unmodifiableList(values), Collections.unmodifiableList(defaults));
    }

    /** Expands the name and the default. If the user sets the argument, the default is unused, so it may be invalid. */
    private Pair expanded(Pair pair) {
        String name = expansion.word(pair.name());
        if (pair.value() == null) {
            return new Pair(name, null);
        }
        try {
            return new Pair(name, expansion.word(pair.value()));
        } catch (Mistake mistake) {
            if (options.buildArguments().containsKey(name)) {
                return new Pair(name, pair.value());
            }
            throw mistake;
        }
    }

    /**
     * Resolves {@code from} to the index of a stage or, if it does not name a stage, to the name of an image or named
     * context.
     */
    private String resolved(StagePlan plan, StagePlan.Link link, String from) {
        if (link.stage() < 0) {
            return link.source() == null ? from : link.source().reference();
        }
        if (link.stage() >= plan.index) {
            throw new Mistake("cannot take files from stage \"" + from
                    + "\", it needs to be defined before current stage \"" + plan.shownName()
                    + "\"; move it before that stage");
        }
        return Integer.toString(link.stage());
    }

    private Instruction withResolvedMounts(StagePlan plan, StagePlan.Step step, Instruction.Run run) {
        List<String> froms = step.node().flags().stream()
                .filter(flag -> flag.startsWith("--mount="))
                .map(flag -> MountOptions.from(flag.substring("--mount=".length())))
                .toList();
        List<Mount> mounts = new ArrayList<>();
        for (int i = 0; i < run.mounts().size(); i++) {
            Mount mount = run.mounts().get(i);
            checkTarget(mount);
            String from = froms.get(i);
            mounts.add(from.isEmpty() ? mount : mount.withFrom(resolved(plan, plan.mountLinks.get(from), from)));
        }
        return new Instruction.Run(run.position(), run.command(), Collections.unmodifiableList(mounts), run.flags());
    }

    private void checkTarget(Mount mount) {
        boolean needsTarget = !mount.type().equals("secret") && !mount.type().equals("ssh");
        if (needsTarget
                && WorkingDirectory.clean(state.workingDirectory(), mount.target())
                        .equals("/")) {
            throw new Mistake("invalid mount target \"" + mount.target()
                    + "\"; use a directory below /, for example target=/mnt");
        }
    }

    /** Names of the build arguments that the given stages declare, or that are declared before the first FROM. */
    Set<String> declaredArguments(Set<StagePlan> evaluated) {
        Set<String> declared = new HashSet<>(arguments.declared());
        for (StagePlan plan : evaluated) {
            for (StagePlan.Step step : plan.steps) {
                if (step.node().keyword().equals("ARG")) {
                    for (String argument : step.node().arguments()) {
                        declared.add(argument.split("=", 2)[0]);
                    }
                }
            }
        }
        return declared;
    }
}
