package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * The command line. Exit status: 0 done, 1 the input is at fault, 2 wrong usage, 3 an engine, a registry or the machine is at fault; 130
 * when it was interrupted, as shells report a process that SIGINT ended.
 */
public final class Main {
    static final int DONE = 0;
    static final int INPUT = 1;
    static final int USAGE = 2;
    static final int SERVICE = 3;
    static final int INTERRUPTED = 130;

    private static final List<String> COMMANDS = List.of("parse", "plan", "build", "bases", "report");
    private static final String HELP = """
            Usage: container-build COMMAND [options]

            Builds container images from Dockerfiles, fast.

            Commands:
              parse FILE             Print the syntax tree of a Dockerfile as JSON
              plan CONTEXT           Say what a build would do
              build CONTEXT          Build an image
              bases index REF...     Read base images ahead of time
              report                 Write a page with the trends of recorded builds

            container-build COMMAND --help has the options of a command.
            Exit status: 0 done, 1 the input is at fault, 2 wrong usage,
            3 an engine, a registry or the machine is at fault, 130 interrupted.
            """;

    private Main() {}

    public static void main(String[] args) {
        Interruption interruption = Interruption.ofThisThread();
        int status = run(args);
        interruption.over();
        System.exit(status);
    }

    /**
     * Runs one command without ending the JVM. Several may run at once; an interrupt of the calling thread cancels its command.
     *
     * @return the exit status
     */
    public static int run(String... args) {
        return run(Terminal.ofThisProcess(), args);
    }

    /** The same where the environment (DOCKER_HOST, DOCKER_CONFIG, …) is not that of this process. */
    public static int run(Map<String, String> environment, String... args) {
        return run(new Terminal(System.out, System.err, environment), args);
    }

    static int run(Terminal terminal, String... args) {
        String name = args.length == 0 ? "" : args[0];
        try {
            return dispatch(terminal, name, args);
        } catch (UsageException e) {
            String about = COMMANDS.contains(name) ? "container-build " + name : "container-build";
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
            terminal.message("out of memory (" + e.getMessage() + "); JAVA_OPTS=-Xmx1g gives more");
            return SERVICE;
        } catch (RuntimeException | StackOverflowError e) {
            terminal.message("a bug in container-build; please report it with what follows");
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
            default -> carryOut(command(name), terminal, List.of(args).subList(1, args.length));
        }
        return DONE;
    }

    /** Only the class of the command that is called is loaded. */
    private static Command command(String name) {
        return switch (name) {
            case "parse" -> new ParseCommand();
            case "plan" -> new PlanCommand();
            case "build" -> new BuildCommand();
            case "bases" -> new BasesCommand();
            case "report" -> new ReportCommand();
            default -> throw unknown(name);
        };
    }

    private static UsageException unknown(String name) {
        return new UsageException(
                "unknown " + (name.startsWith("-") ? "option " : "command ") + name + Suggestion.of(name, COMMANDS));
    }

    private static void carryOut(Command command, Terminal terminal, List<String> words) {
        Arguments arguments;
        try {
            arguments = command.syntax().read(words);
        } catch (Syntax.HelpException e) {
            terminal.print(command.syntax().help());
            return;
        }
        command.run(arguments, terminal);
    }
}
