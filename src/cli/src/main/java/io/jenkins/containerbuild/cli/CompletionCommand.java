package io.jenkins.containerbuild.cli;

import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code completion}: prints a script that completes commands and options in bash, and in zsh with bashcompinit. */
final class CompletionCommand implements Subcommand {
    private final Map<String, Supplier<Subcommand>> commands;

    CompletionCommand(Map<String, Supplier<Subcommand>> commands) {
        this.commands = commands;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(
                "completion",
                "Prints a completion script for bash and zsh; load it with: source <(container-build completion)");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        arguments.refuseOperands("completion");
        CommandLine all = new CommandLine(CommandSpec.create().name("container-build"));
        commands.forEach((name, command) ->
                all.addSubcommand(name, command.get().syntax().commandLine()));
        terminal.print(AutoComplete.bash("container-build", all));
    }
}
