package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.InlineFile;
import io.jenkins.containerbuild.dockerfile.Instruction.Position;
import io.jenkins.containerbuild.dockerfile.shell.Expansion;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.syntax.Flags;
import io.jenkins.containerbuild.dockerfile.syntax.HeredocSyntax;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads RUN. */
final class RunReader {
    private static final Map<String, Flags.Kind> FLAGS = Map.of(
            "mount", Flags.Kind.TEXTS,
            "network", Flags.Kind.TEXT,
            "security", Flags.Kind.TEXT,
            "device", Flags.Kind.TEXTS);

    private RunReader() {}

    static Instruction run(SyntaxNode node, Position position, Expansion expansion) {
        Flags flags = Flags.read(node, FLAGS);
        checkOneOf("network mode", flags.texts("network"), Set.of("default", "none", "host"));
        checkOneOf("security mode", flags.texts("security"), Set.of("insecure", "sandbox"));
        return new Instruction.Run(position, command(node), mounts(flags, expansion), others(flags));
    }

    private static void checkOneOf(String what, List<String> given, Set<String> allowed) {
        for (String value : given) {
            if (!allowed.contains(value)) {
                throw new Mistake(
                        "invalid " + what + " \"" + value + "\"" + Suggestion.of(value, allowed) + "; use one of "
                                + String.join(", ", allowed.stream().sorted().toList()));
            }
        }
    }

    private static List<Mount> mounts(Flags flags, Expansion expansion) {
        List<Mount> mounts = new ArrayList<>();
        for (String value : flags.texts("mount")) {
            MountOptions.from(value);
            mounts.add(MountOptions.read(value, expansion));
        }
        return Collections.unmodifiableList(mounts);
    }

    private static Map<String, String> others(Flags flags) {
        Map<String, String> others = new LinkedHashMap<>();
        for (String name : List.of("network", "security", "device")) {
            for (String value : flags.texts(name)) {
                others.merge(name, value, (first, second) -> first + "\n" + second);
            }
        }
        return Collections.unmodifiableMap(others);
    }

    /**
     * The command including its heredocs. If a heredoc is the whole command, its content is the script that the shell
     * runs, or a file to execute if the content starts with {@code #!}. All other heredocs are passed to the shell as
     * written.
     */
    private static Command command(SyntaxNode node) {
        if (node.heredocs().isEmpty()) {
            return new Command(!node.isExec(), node.arguments(), List.of());
        }
        String line = node.arguments().get(0);
        if (HeredocSyntax.readOrNull(line) != null) {
            SyntaxNode.Heredoc script = node.heredocs().get(0);
            String content = script.strippedContent();
            if (content.startsWith("#!")) {
                return new Command(
                        true,
                        List.of("/dev/pipes/" + script.delimiter()),
                        List.of(new InlineFile(script.delimiter(), content)));
            }
            return new Command(true, List.of(content), List.of());
        }
        StringBuilder whole = new StringBuilder(line);
        for (SyntaxNode.Heredoc heredoc : node.heredocs()) {
            whole.append('\n').append(heredoc.content()).append(heredoc.delimiter());
        }
        return new Command(true, List.of(whole.toString()), List.of());
    }
}
