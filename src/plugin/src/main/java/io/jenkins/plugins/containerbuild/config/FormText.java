package io.jenkins.plugins.containerbuild.config;

import hudson.util.FormValidation;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads text that users enter in forms. */
final class FormText {
    private FormText() {}

    /** The lines without surrounding spaces; empty lines are dropped. */
    static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** The words, separated by line breaks, spaces or commas. */
    static List<String> words(String text) {
        return Arrays.stream(text.split("[\\s,]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Validates a value by parsing it; the message of an {@link IllegalArgumentException} becomes the error. */
    static FormValidation check(String value, Consumer<String> reader) {
        try {
            reader.accept(value.trim());
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
