package io.jenkins.containerbuild.cli;

import java.util.List;
import picocli.CommandLine.ParseResult;

/** The parsed options, by long name, and operands of one command line. */
record Arguments(ParseResult parsed) {

    boolean isHelpRequested() {
        return parsed.isUsageHelpRequested();
    }

    boolean flag(String name) {
        return value(name, "false").equals("true");
    }

    /** The last value, or {@code absent} if the option was not given or the command does not have this option. */
    String value(String name, String absent) {
        return parsed.matchedOptionValue(name, absent);
    }

    List<String> values(String name) {
        return parsed.matchedOptionValue(name, List.of());
    }

    List<String> operands() {
        return parsed.matchedPositionalValue(0, List.of());
    }

    /** The only operand; throws {@link UsageException} if there is none or more than one. */
    String operand(String label) {
        List<String> operands = operands();
        if (operands.isEmpty()) {
            throw new UsageException(label + " is missing");
        }
        if (operands.size() > 1) {
            throw new UsageException(
                    "one " + label + " is needed, found " + operands.size() + ": " + String.join(" ", operands));
        }
        return operands.get(0);
    }

    /** Throws {@link UsageException} if there is an operand. */
    void refuseOperands(String command) {
        if (!operands().isEmpty()) {
            throw new UsageException(
                    command + " takes no operand, found " + operands().get(0));
        }
    }
}
