package io.jenkins.containerbuild.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was given on the command line: options by their long name, and operands. */
final class Arguments {
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    void add(Option option, String value) {
        List<String> values = options.computeIfAbsent(option.name(), name -> new ArrayList<>());
        if (option.kind() != Option.Kind.LIST) {
            values.clear();
        }
        values.add(value);
    }

    void addOperand(String operand) {
        operands.add(operand);
    }

    boolean flag(String name) {
        return value(name, "false").equals("true");
    }

    /** The last value, or what stands for an option that was not given. */
    String value(String name, String absent) {
        List<String> values = values(name);
        return values.isEmpty() ? absent : values.get(values.size() - 1);
    }

    List<String> values(String name) {
        return options.getOrDefault(name, List.of());
    }

    List<String> operands() {
        return operands;
    }

    /** The only operand; throws {@link UsageException} where there is none, or more. */
    String operand(String what) {
        if (operands.size() != 1) {
            throw new UsageException(
                    operands.isEmpty()
                            ? what + " is missing"
                            : "one " + what + " is needed, found " + operands.size() + ": "
                                    + String.join(" ", operands));
        }
        return operands.get(0);
    }
}
