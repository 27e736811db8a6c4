package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.Suggestion;
import java.util.List;

/**
 * The options of a command, read as Docker's command line reads them (pflag): {@code --name value}, {@code --name=value}, {@code -n value},
 * {@code -nvalue}, {@code -n=value}, options and operands in any order, {@code --} before operands that begin with a dash.
 *
 * <p>Written by hand since the JVM's start counts: picocli, even without annotations and with a class-data sharing archive, adds 60 ms and more
 * to each start, which is what a whole build takes in which nothing changed.
 */
final class Syntax {
    private static final Option HELP = Option.flag("--help", "Show this help").withLetter("-h");

    private final String usage;
    private final String purpose;
    private final List<Option> options;

    /**
     * @param usage the command with its operands, {@code build [options] CONTEXT}
     * @param purpose one sentence
     */
    Syntax(String usage, String purpose, Option... options) {
        this.usage = usage;
        this.purpose = purpose;
        this.options = List.of(options);
    }

    /** Reads arguments; throws {@link UsageException} for what it does not know, {@link HelpException} where help is asked for. */
    Arguments read(List<String> words) {
        Arguments arguments = new Arguments();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                words.subList(i + 1, words.size()).forEach(arguments::addOperand);
                break;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                arguments.addOperand(word);
                continue;
            }
            Word option = word.startsWith("--") ? longWord(word) : shortWord(word);
            if (option.needsValue()) {
                if (++i == words.size()) {
                    throw new UsageException(word + " needs a value: " + word + " "
                            + option.option().value());
                }
                option = new Word(option.option(), words.get(i));
            }
            arguments.add(option.option(), option.checkedValue());
        }
        return arguments;
    }

    /** An option as it stands, with what follows its equals sign, or null. */
    private record Word(Option option, String value) {
        boolean needsValue() {
            return option.kind() != Option.Kind.FLAG && value == null;
        }

        String checkedValue() {
            if (option.kind() != Option.Kind.FLAG || value == null) {
                return value == null ? "true" : value;
            }
            return switch (value) {
                case "1", "t", "T", "true", "TRUE", "True" -> "true";
                case "0", "f", "F", "false", "FALSE", "False" -> "false";
                default -> throw new UsageException(option.name() + "=" + value + " is neither true nor false");
            };
        }
    }

    private Word longWord(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return word(find(name), equals < 0 ? null : word.substring(equals + 1));
    }

    private Word shortWord(String word) {
        Option option = find(word.substring(0, 2));
        String rest = word.substring(2);
        if (rest.isEmpty()) {
            return word(option, null);
        }
        if (option.kind() == Option.Kind.FLAG && !rest.startsWith("=")) {
            throw new UsageException(
                    "\"" + word + "\" is not known; write " + option.letter() + " and what follows apart");
        }
        return word(option, rest.startsWith("=") ? rest.substring(1) : rest);
    }

    private static Word word(Option option, String value) {
        if (option == HELP) {
            throw new HelpException();
        }
        if (option.kind() == Option.Kind.LATER && !"false".equals(value)) {
            throw UsageException.notYet(option.name());
        }
        return new Word(option, value);
    }

    private Option find(String name) {
        for (Option option : options) {
            if (option.name().equals(name) || option.letter().equals(name)) {
                return option;
            }
        }
        if (HELP.name().equals(name) || HELP.letter().equals(name)) {
            return HELP;
        }
        List<String> names = options.stream().map(Option::name).toList();
        throw new UsageException("unknown option " + name + Suggestion.of(name, names));
    }

    /** The help asked for, lines ended by line feeds. */
    String help() {
        StringBuilder text = new StringBuilder();
        text.append("Usage: container-build ")
                .append(usage)
                .append("\n\n")
                .append(purpose)
                .append('\n');
        if (!options.isEmpty()) {
            text.append("\nOptions:\n");
        }
        for (Option option : options) {
            if (option.kind() != Option.Kind.LATER) {
                String names = (option.letter().isEmpty() ? "    " : option.letter() + ", ") + option.name() + " "
                        + option.value();
                text.append("  ").append(names).append(" ".repeat(Math.max(1, 34 - names.length())));
                text.append(option.help()).append('\n');
            }
        }
        return text.toString();
    }

    /** Help is asked for, and nothing else. */
    static final class HelpException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
