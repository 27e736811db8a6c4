package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * The entry point of the command line. The exit status is 0 after success, 1 if the input is invalid, 2 after wrong
 * usage, 3 if an engine, a registry or the machine failed, and 130 after an interruption (the status that shells report
 * for SIGINT).
 */
public final class Main {
    static final int DONE = 0;
    static final int INPUT = 1;
    static final int USAGE = 2;
    static final int SERVICE = 3;
    static final int INTERRUPTED = 130;

    private static final Map<String, Supplier<Subcommand>> COMMANDS = commands();

    private static final String HELP = """
            Usage: container-build COMMAND [options]

            Builds container images from Dockerfiles, fast.

            Commands:
              parse FILE             Print the syntax tree of a Dockerfile as JSON
              plan CONTEXT           Show what a build would do
              build CONTEXT          Build an image
              bases index REF...     Read base images ahead of time
              report                 Write a page with the trends of recorded builds
              completion             Print a completion script for bash and zsh

            Use container-build COMMAND --help for the options of a command.
            Exit status: 0 done, 1 the input is invalid, 2 wrong usage,
            3 an engine, a registry or the machine failed, 130 interrupted.
            """;

    private Main() {}

    public static void main(String[] args) {
        SignalHandler interruption = SignalHandler.ofThisThread();
        int status = run(args);
        interruption.over();
        System.exit(status);
    }

    /**
     * Runs one command without exiting the JVM. Several commands may run concurrently. Interrupting the calling thread
     * cancels the command.
     *
     * @return the exit status
     */
    public static int run(String... args) {
        return run(Terminal.ofThisProcess(), args);
    }

    /** Runs one command with the given environment variables instead of the variables of this process. */
    public static int run(Map<String, String> environment, String... args) {
        return run(new Terminal(System.out, System.err, environment), args);
    }

    static int run(Terminal terminal, String... args) {
        String name = args.length == 0 ? "" : args[0];
        try {
            return dispatch(terminal, name, args);
        } catch (UsageException e) {
            String about = COMMANDS.containsKey(name) ? "container-build " + name : "container-build";
            terminal.message(about + ": " + e.getMessage() + "\nSee " + about + " --help");
            return USAGE;
        } catch (InputException e) {
            terminal.message(e.getMessage());
            return INPUT;
        } catch (ServiceException e) {
            terminal.message(e.getMessage());
            return SERVICE;
        } catch (CancellationException e) {
            terminal.message("cancelled");
            return INTERRUPTED;
        } catch (OutOfMemoryError e) {
            terminal.message("out of memory (" + e.getMessage() + "); set JAVA_OPTS=-Xmx1g or more");
            return SERVICE;
        } catch (RuntimeException | StackOverflowError e) {
            terminal.message("a bug in container-build; please report it with this stack trace:");
            e.printStackTrace(terminal.err());
            return SERVICE;
        }
    }

    private static int dispatch(Terminal terminal, String name, String... args) {
        switch (name) {
            case "" -> {
                terminal.message(HELP.stripTrailing());
                return USAGE;
            }
            case "--help", "-h", "help" -> terminal.print(HELP);
            case "--version", "-v", "version" -> terminal.print("container-build " + Version.ofThisTool() + "\n");
            default -> runCommand(command(name), terminal, List.of(args).subList(1, args.length));
        }
        return DONE;
    }

    private static Map<String, Supplier<Subcommand>> commands() {
        Map<String, Supplier<Subcommand>> commands = new LinkedHashMap<>();
        commands.put("parse", ParseCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("build", BuildCommand::new);
        commands.put("bases", BasesCommand::new);
        commands.put("report", ReportCommand::new);
        commands.put("completion", () -> new CompletionCommand(commands));
        return commands;
    }

    private static Subcommand command(String name) {
        Supplier<Subcommand> command = COMMANDS.get(name);
        if (command == null) {
            throw new UsageException("unknown " + (name.startsWith("-") ? "option " : "command ") + name
                    + Suggestion.of(name, COMMANDS.keySet()));
        }
        return command.get();
    }

    private static void runCommand(Subcommand command, Terminal terminal, List<String> words) {
        Syntax syntax = command.syntax();
        Arguments arguments = syntax.read(words);
        if (arguments.isHelpRequested()) {
            terminal.print(syntax.help());
        } else {
            command.run(arguments, terminal);
        }
    }
}
