package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.Suggestion;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The options of a command. Picocli parses them in the syntax of Docker's command line (pflag): {@code --name value},
 * {@code --name=value}, {@code -n value}, {@code -nvalue}, {@code -n=value}, options and operands in any order, and
 * {@code --} before operands that begin with a dash. An instance must not be shared between threads, because picocli
 * stores values in the options while it parses.
 */
final class Syntax {
    private static final int HELP_WIDTH = 120;

    private final CommandLine commandLine;

    /**
     * @param synopsis the command with its operands, for example {@code build [options] CONTEXT}
     * @param purpose description of the command for the help text, in one sentence
     */
    Syntax(String synopsis, String purpose, OptionSpec... options) {
        CommandSpec spec = CommandSpec.create().name(synopsis.substring(0, (synopsis + " ").indexOf(' ')));
        spec.usageMessage()
                .synopsisHeading("Usage: ")
                .customSynopsis("container-build " + synopsis)
                .description("%n" + purpose)
                .optionListHeading("%nOptions:%n")
                .sortOptions(false)
                .width(HELP_WIDTH);
        for (OptionSpec option : options) {
            spec.addOption(option);
        }
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .hidden(true)
                .build());
        spec.parser().allowOptionsAsOptionParameters(true);
        commandLine = new CommandLine(spec)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setOverwrittenOptionsAllowed(true);
    }

    /** An option that needs no value; {@code =true} and {@code =false} are accepted. */
    static OptionSpec flag(String help, String... names) {
        return withoutValue(names)
                .description(help)
                .converters(Syntax::truth)
                .hideParamSyntax(true)
                .paramLabel("")
                .build();
    }

    /** An option with a value; if the option is given several times, the last value is used. */
    static OptionSpec value(String label, String help, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(help)
                .build();
    }

    /** An option that may be given several times. */
    static OptionSpec list(String label, String help, String... names) {
        return OptionSpec.builder(names)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(help)
                .build();
    }

    /** An option of Docker that is not supported yet; using the option is an error unless its value is false. */
    static OptionSpec unsupported(String name) {
        return withoutValue(name).hidden(true).build();
    }

    /** An option that takes a value only after an equals sign, because in {@code --push .} the dot is an operand. */
    private static OptionSpec.Builder withoutValue(String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("0..1")
                .preprocessor((words, command, option, state) -> {
                    if (!"=".equals(state.get("separator"))) {
                        words.push("true");
                    }
                    return false;
                });
    }

    /** Parses a boolean value like Go's flag packages. */
    private static String truth(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> "true";
            case "0", "f", "F", "false", "FALSE", "False" -> "false";
            default -> throw new CommandLine.TypeConversionException("must be true or false (was \"" + value + "\")");
        };
    }

    /** The picocli command, from which completion scripts are generated. */
    CommandLine commandLine() {
        return commandLine;
    }

    String help() {
        return commandLine.getUsageMessage(Ansi.OFF);
    }

    /**
     * Parses the words that follow the name of a command.
     *
     * @throws UsageException if an option is unknown or not supported yet, or if a value is missing or invalid
     */
    Arguments read(List<String> words) {
        Arguments arguments;
        try {
            arguments = new Arguments(commandLine.parseArgs(words.toArray(String[]::new)));
        } catch (CommandLine.MissingParameterException e) {
            throw missingValue((OptionSpec) e.getMissing().get(0));
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw unknownOption(e.getUnmatched().get(0));
        } catch (CommandLine.ParameterException e) {
            throw new UsageException(e.getMessage().substring(0, 1).toLowerCase(Locale.ROOT)
                    + e.getMessage().substring(1));
        }
        if (!arguments.isHelpRequested()) {
            refuseUnsupported(arguments);
        }
        return arguments;
    }

    private static UsageException missingValue(OptionSpec option) {
        String name = option.longestName();
        return new UsageException(name + " needs a value: " + name + " " + option.paramLabel());
    }

    private UsageException unknownOption(String word) {
        String name = word.replaceFirst("=.*", "");
        return new UsageException("unknown option " + name
                + Suggestion.of(name, commandLine.getCommandSpec().optionsMap().keySet()));
    }

    private void refuseUnsupported(Arguments arguments) {
        for (OptionSpec option : commandLine.getCommandSpec().options()) {
            if (option.hidden()
                    && !arguments.value(option.longestName(), "false").equals("false")) {
                throw UsageException.notYet(option.longestName());
            }
        }
    }
}
