package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.Pair;
import io.jenkins.containerbuild.dockerfile.Instruction.Position;
import io.jenkins.containerbuild.dockerfile.shell.Expansion;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import io.jenkins.containerbuild.dockerfile.syntax.Flags;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns syntax nodes into typed instructions, as BuildKit's {@code instructions} package does. With
 * {@link Expansion#NONE}, only names, flags and argument counts are checked, because variable values are not known yet.
 * {@link StageReader} reads FROM, and {@link StageEvaluator} determines the values of ARG.
 */
final class InstructionReader {
    static final Set<String> KEYWORDS = Set.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private final SyntaxNode node;
    private final Position position;
    private final List<String> arguments;
    private final Expansion expansion;

    private InstructionReader(SyntaxNode node, Position position, Expansion expansion) {
        this.node = node;
        this.position = position;
        this.arguments = node.arguments();
        this.expansion = expansion;
    }

    /** Reads an instruction. Throws a {@link Mistake} if the instruction is invalid. */
    static Instruction read(SyntaxNode node, Position position, Expansion expansion) {
        return new InstructionReader(node, position, expansion).read();
    }

    private Instruction read() {
        return switch (node.keyword()) {
            case "ADD" -> TransferReader.add(node, position, expansion);
            case "COPY" -> TransferReader.copy(node, position, expansion);
            case "RUN" -> RunReader.run(node, position, expansion);
            case "ARG" -> argument();
            case "CMD" -> new Instruction.Cmd(position, command());
            case "ENTRYPOINT" -> new Instruction.Entrypoint(position, command());
            case "ENV" -> new Instruction.Env(position, pairs());
            case "LABEL" -> new Instruction.Label(position, pairs());
            case "EXPOSE" -> new Instruction.Expose(position, ports());
            case "HEALTHCHECK" -> healthcheck();
            case "MAINTAINER" -> new Instruction.Maintainer(position, onlyArgument());
            case "ONBUILD" -> onBuild();
            case "SHELL" -> shell();
            case "STOPSIGNAL" -> stopSignal();
            case "USER" -> new Instruction.User(position, expansion.word(onlyArgument()));
            case "VOLUME" -> volume();
            case "WORKDIR" -> new Instruction.Workdir(position, expansion.word(onlyArgument()));
            default -> throw unknown();
        };
    }

    private Mistake unknown() {
        return new Mistake("unknown instruction: " + node.keyword() + Suggestion.of(node.keyword(), KEYWORDS));
    }

    private void checkHasNoFlags() {
        Flags.read(node, Map.of());
    }

    private void checkHasArguments() {
        if (arguments.isEmpty()) {
            throw new Mistake(node.keyword() + " requires at least one argument");
        }
    }

    private String onlyArgument() {
        if (arguments.size() != 1) {
            throw new Mistake(node.keyword() + " requires exactly one argument");
        }
        checkHasNoFlags();
        return arguments.get(0);
    }

    private Command command() {
        checkHasNoFlags();
        return new Command(!node.isExec(), arguments, List.of());
    }

    private List<Pair> pairs() {
        checkHasNoFlags();
        checkHasArguments();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (arguments.get(i).isEmpty()) {
                throw new Mistake(node.keyword() + " names can not be blank");
            }
            pairs.add(new Pair(expansion.word(arguments.get(i)), expansion.word(arguments.get(i + 1))));
        }
        return Collections.unmodifiableList(pairs);
    }

    private Instruction argument() {
        checkHasArguments();
        List<Pair> pairs = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals == 0) {
                throw new Mistake("ARG names can not be blank");
            }
            pairs.add(
                    equals < 0
                            ? new Pair(argument, null)
                            : new Pair(argument.substring(0, equals), argument.substring(equals + 1)));
        }
        List<Pair> declared = Collections.unmodifiableList(pairs);
        return new Instruction.Arg(position, declared, declared);
    }

    private List<String> ports() {
        checkHasArguments();
        checkHasNoFlags();
        if (!expansion.isReal()) {
            return arguments;
        }
        List<String> ports = new ArrayList<>();
        List<String> sorted = new ArrayList<>(arguments);
        Collections.sort(sorted);
        for (String argument : sorted) {
            for (String word : expansion.words(argument)) {
                List<String> parsed = ExposedPorts.parse(word);
                int charactersOfAPort = 9;
                expansion.spend(parsed.size() * charactersOfAPort);
                ports.addAll(parsed);
            }
        }
        return Collections.unmodifiableList(ports);
    }

    private Instruction onBuild() {
        if (node.onBuild() == null) {
            throw new Mistake("ONBUILD requires at least one argument");
        }
        checkHasNoFlags();
        String trigger = node.onBuild().keyword();
        if (trigger.equals("ONBUILD")) {
            throw new Mistake("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
        }
        if (trigger.equals("MAINTAINER") || trigger.equals("FROM")) {
            throw new Mistake(trigger + " isn't allowed as an ONBUILD trigger");
        }
        StringBuilder text = new StringBuilder(withoutKeyword(Whitespace.trimStart(node.text())));
        for (SyntaxNode.Heredoc heredoc : node.heredocs()) {
            text.append('\n').append(heredoc.content()).append(heredoc.delimiter());
        }
        return new Instruction.OnBuild(position, text.toString());
    }

    private static String withoutKeyword(String line) {
        int start = "ONBUILD".length();
        while (" \t\f\r".indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        return line.substring(start);
    }

    private Instruction shell() {
        checkHasNoFlags();
        checkHasArguments();
        if (!node.isExec()) {
            throw new Mistake(
                    "SHELL requires the arguments to be in JSON form; use for example SHELL [\"/bin/bash\", \"-c\"]");
        }
        return new Instruction.Shell(position, arguments);
    }

    /** Ignores flags of STOPSIGNAL, as BuildKit does. */
    private Instruction stopSignal() {
        if (arguments.size() != 1) {
            throw new Mistake("STOPSIGNAL requires exactly one argument");
        }
        String signal = expansion.word(arguments.get(0));
        if (expansion.isReal()) {
            Signals.check(signal);
        }
        return new Instruction.StopSignal(position, signal);
    }

    private Instruction volume() {
        checkHasArguments();
        checkHasNoFlags();
        List<String> trimmed = new ArrayList<>();
        for (String argument : arguments) {
            trimmed.add(Whitespace.trim(argument));
        }
        List<String> paths = expansion.all(trimmed);
        if (paths.contains("")) {
            throw new Mistake("VOLUME specified can not be an empty string");
        }
        return new Instruction.Volume(position, paths);
    }

    private static final Map<String, Flags.Kind> HEALTHCHECK_FLAGS = Map.of(
            "interval", Flags.Kind.TEXT,
            "timeout", Flags.Kind.TEXT,
            "start-period", Flags.Kind.TEXT,
            "start-interval", Flags.Kind.TEXT,
            "retries", Flags.Kind.TEXT);

    private Instruction healthcheck() {
        checkHasArguments();
        String type = arguments.get(0).toUpperCase(Locale.ROOT);
        List<String> command = arguments.subList(1, arguments.size());
        if (type.equals("NONE")) {
            if (!command.isEmpty()) {
                throw new Mistake("HEALTHCHECK NONE takes no arguments");
            }
            return new Instruction.Healthcheck(position, List.of("NONE"), Map.of(), 0);
        }
        Flags flags = Flags.read(node, HEALTHCHECK_FLAGS);
        if (!type.equals("CMD")) {
            throw new Mistake("Unknown type \"" + type + "\" in HEALTHCHECK (try CMD)");
        }
        if (command.isEmpty()) {
            throw new Mistake("Missing command after HEALTHCHECK CMD");
        }
        List<String> test = new ArrayList<>();
        test.add(node.isExec() ? "CMD" : "CMD-SHELL");
        test.addAll(command);
        return new Instruction.Healthcheck(
                position, Collections.unmodifiableList(test), durations(flags), retries(flags.text("retries")));
    }

    private static Map<String, Long> durations(Flags flags) {
        Map<String, Long> durations = new LinkedHashMap<>();
        addDuration(durations, "Interval", flags, "interval");
        addDuration(durations, "Timeout", flags, "timeout");
        addDuration(durations, "StartPeriod", flags, "start-period");
        addDuration(durations, "StartInterval", flags, "start-interval");
        return Collections.unmodifiableMap(durations);
    }

    /** Adds a duration in nanoseconds unless the duration is zero: the image configuration omits zeros. */
    private static void addDuration(Map<String, Long> durations, String member, Flags flags, String name) {
        String text = flags.text(name);
        long nanoseconds = text.isEmpty() ? 0 : GoDuration.parse(text);
        long least = 1_000_000;
        if (nanoseconds != 0 && nanoseconds < least) {
            throw new Mistake("Interval \"" + name + "\" cannot be less than 1ms (was " + text + ")");
        }
        if (nanoseconds != 0) {
            durations.put(member, nanoseconds);
        }
    }

    private static int retries(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int retries;
        try {
            retries = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Mistake("--retries must be a number, for example --retries=3 (was \"" + text + "\")");
        }
        if (retries < 0) {
            throw new Mistake("--retries cannot be negative: " + retries + "; use for example --retries=3");
        }
        return retries;
    }
}
