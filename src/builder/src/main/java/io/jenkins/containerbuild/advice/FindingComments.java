package io.jenkins.containerbuild.advice;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the comments that switch rules off in Dockerfiles and ignore files, each on a line of its own: {@code #
 * container-build: ignore=RULE[,RULE]}.
 */
public final class FindingComments {
    private static final String MARK = "container-build:";
    private static final String KEY = "ignore=";

    private FindingComments() {}

    /**
     * Returns the rules that no comment switches off.
     *
     * @param file name of the file, for warnings
     * @param warning receives a message for each name that is not a rule
     */
    public static Set<FindingRule> withoutIgnored(
            Set<FindingRule> rules, String file, List<String> lines, Consumer<String> warning) {
        Set<FindingRule> left = EnumSet.noneOf(FindingRule.class);
        left.addAll(rules);
        for (int i = 0; i < lines.size(); i++) {
            for (String name : names(lines.get(i))) {
                try {
                    left.remove(FindingRule.parse(name));
                } catch (IllegalArgumentException unknown) {
                    warning.accept(file + ":" + (i + 1) + ": " + unknown.getMessage());
                }
            }
        }
        return left;
    }

    private static List<String> names(String line) {
        String text = line.strip();
        if (!text.startsWith("#")) {
            return List.of();
        }
        text = text.substring(1).strip();
        String value = text.startsWith(MARK) ? text.substring(MARK.length()).strip() : "";
        return value.startsWith(KEY)
                ? List.of(value.substring(KEY.length()).strip().split("\\s*,\\s*"))
                : List.of();
    }
}
