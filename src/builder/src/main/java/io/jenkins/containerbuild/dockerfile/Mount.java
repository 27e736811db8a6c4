package io.jenkins.containerbuild.dockerfile;

import java.util.Map;

/**
 * A mount of a RUN.
 *
 * @param type type in lower case, such as {@code bind}
 * @param from index of a stage, name of a named context or image, or "" if not set
 * @param source source path, or "" if not set
 * @param target target path, or "" if not set
 * @param options all options by name, variables expanded; an option without a value has the value {@code true}
 */
public record Mount(String type, String from, String source, String target, Map<String, String> options) {
    Mount withFrom(String other) {
        return new Mount(type, other, source, target, options);
    }
}
