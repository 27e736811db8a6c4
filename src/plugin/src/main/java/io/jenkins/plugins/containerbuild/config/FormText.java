package io.jenkins.plugins.containerbuild.config;

import hudson.util.FormValidation;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What people write into forms. */
final class FormText {
    private FormText() {}

    /** A line each. */
    static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** With lines, spaces or commas between. */
    static List<String> words(String text) {
        return Arrays.stream(text.split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Whether a reader takes it; its {@link IllegalArgumentException} says what would do. */
    static FormValidation check(String value, Consumer<String> reader) {
        try {
            reader.accept(value.trim());
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
