package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Expansion;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.dockerfile.syntax.Flags;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Groups instructions into stages, checks them, and reads the FROM instruction of each stage. */
final class StageReader {
    private static final Map<String, Flags.Kind> FROM_FLAGS = Map.of("platform", Flags.Kind.TEXT);

    private final Dockerfile dockerfile;
    private final StageOptions options;
    private final NamedContexts contexts;
    private final List<StagePlan> plans = new ArrayList<>();
    private final List<SyntaxNode> globalArguments = new ArrayList<>();
    /** Indexes of the stages read so far, by name. If several stages have the same name, the last one is used. */
    private final Map<String, Integer> earlierStages = new HashMap<>();

    private GlobalArguments arguments;

    StageReader(Dockerfile dockerfile, StageOptions options) {
        this.dockerfile = dockerfile;
        this.options = options;
        this.contexts = new NamedContexts(options.namedContexts());
    }

    List<StagePlan> readPlans() {
        for (SyntaxNode node : dockerfile.instructions()) {
            at(node.line(), () -> read(node));
        }
        if (plans.isEmpty()) {
            throw InputException.at(
                    dockerfile.fileName(),
                    dockerfile.instructions().get(0).line(),
                    "dockerfile contains no stages to build; add a FROM instruction");
        }
        readGlobalArguments();
        for (StagePlan plan : plans) {
            at(plan.from.line(), () -> readFrom(plan));
            if (!plan.name.isEmpty()) {
                earlierStages.put(plan.name, plan.index);
            }
        }
        return plans;
    }

    GlobalArguments arguments() {
        return arguments;
    }

    private void at(int line, Runnable reading) {
        Mistake.locate(dockerfile.fileName(), line, () -> {
            reading.run();
            return null;
        });
    }

    private void read(SyntaxNode node) {
        if (node.keyword().equals("FROM")) {
            plans.add(new StagePlan(plans.size(), stageName(node), node));
            Flags.read(node, FROM_FLAGS);
            return;
        }
        InstructionReader.read(node, StagePlan.position(node), Expansion.NONE);
        if (!plans.isEmpty()) {
            plans.get(plans.size() - 1).add(node);
        } else if (node.keyword().equals("ARG")) {
            globalArguments.add(node);
        } else {
            throw new Mistake("no build stage in current context; add a FROM instruction before " + node.keyword());
        }
    }

    private static String stageName(SyntaxNode from) {
        List<String> words = from.arguments();
        if (words.size() == 3 && words.get(1).equalsIgnoreCase("as")) {
            String name = words.get(2).toLowerCase(Locale.ROOT);
            if (!isName(name)) {
                throw new Mistake("invalid name for build stage: \"" + words.get(2)
                        + "\", name can't start with a number or contain symbols");
            }
            return name;
        }
        if (words.size() != 1) {
            throw new Mistake("FROM requires either one or three arguments: FROM image, or FROM image AS name");
        }
        return "";
    }

    /** Whether the name matches {@code [a-z][a-z0-9-_.]*}. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            if (!letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '_' && c != '.')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private void readGlobalArguments() {
        String target = options.target().isEmpty() ? plans.get(plans.size() - 1).name : options.target();
        arguments = new GlobalArguments(options, target);
        Expansion expansion = Expansion.of(dockerfile.escape(), arguments::value);
        for (SyntaxNode node : globalArguments) {
            at(node.line(), () -> {
                Instruction instruction = InstructionReader.read(node, StagePlan.position(node), Expansion.NONE);
                arguments.declare((Instruction.Arg) instruction, expansion);
            });
        }
    }

    private void readFrom(StagePlan plan) {
        Expansion expansion = Expansion.of(dockerfile.escape(), arguments::value);
        String written = plan.from.arguments().get(0);
        plan.base = expansion.word(written);
        if (plan.base.isEmpty()) {
            throw new Mistake("base name (" + written
                    + ") should not be blank; set its variable with ARG NAME=DEFAULT before the first FROM");
        }
        plan.platform = platform(Flags.read(plan.from, FROM_FLAGS).text("platform"), expansion);
        Optional<NamedContext> standIn = plan.name.isEmpty() ? Optional.empty() : contexts.forStage(plan.name);
        if (standIn.isPresent()) {
            plan.replaced = true;
            plan.base = plan.name;
            plan.baseSource = baseSource(plan, standIn.get());
            return;
        }
        plan.baseStage = earlierStages.getOrDefault(plan.base, -1);
    }

    private static ExternalSource baseSource(StagePlan plan, NamedContext place) {
        return new ExternalSource(plan.base, place, plan.platform, plan.from.line(), ExternalSource.Use.BASE);
    }

    private static String platform(String written, Expansion expansion) {
        if (written.isEmpty()) {
            return "";
        }
        String platform = expansion.word(written);
        if (platform.isEmpty()) {
            throw new Mistake("empty platform value from expression " + written + "; use for example linux/amd64");
        }
        try {
            return Platform.parse(platform).toString();
        } catch (IllegalArgumentException e) {
            throw new Mistake("failed to parse platform " + written + ": " + e.getMessage());
        }
    }

    /** Finds the stages, images and named contexts that each stage uses. Call it after {@link #readPlans}. */
    void linkAll() {
        StageLinker linker = new StageLinker(plans, contexts);
        for (StagePlan plan : plans) {
            for (StagePlan.Step step : plan.steps) {
                at(step.position().line(), () -> linker.link(plan, step));
            }
        }
        StageGraph.checkNoCircle(plans, dockerfile.fileName());
        for (StagePlan plan : plans) {
            boolean external = plan.baseStage < 0 && !plan.replaced && !plan.base.equals("scratch");
            if (external) {
                at(plan.from.line(), () -> plan.baseSource = baseSource(plan, contexts.forImage(plan.base)));
            }
        }
    }
}
