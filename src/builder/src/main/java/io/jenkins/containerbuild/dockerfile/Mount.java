package io.jenkins.containerbuild.dockerfile;

import java.util.Map;

/**
 * {@code --mount} of a RUN.
 *
 * @param from index of a stage, named context or image; "" for the context
 * @param options all as given, variables expanded; one without a value is {@code true}
 */
public record Mount(String type, String from, String source, String target, Map<String, String> options) {
    Mount withFrom(String other) {
        return new Mount(type, other, source, target, options);
    }
}
