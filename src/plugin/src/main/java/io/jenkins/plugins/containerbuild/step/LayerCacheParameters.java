package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.fault.InputException;
import java.util.List;
import java.util.function.Function;

/** Parses {@code cacheFrom} and {@code cacheTo}. The controller sends both as text; the agent parses them. */
final class LayerCacheParameters {
    private LayerCacheParameters() {}

    /** Parses {@code cacheFrom}; throws {@link InputException} if a value is invalid. */
    static List<LayerCaches.Place> sources(List<String> texts) {
        return read("cacheFrom", texts, LayerCaches::source);
    }

    /** Parses {@code cacheTo}; throws {@link InputException} if a value is invalid. */
    static List<LayerCaches.Place> targets(List<String> texts) {
        return read("cacheTo", texts, LayerCaches::target);
    }

    private static List<LayerCaches.Place> read(
            String parameter, List<String> texts, Function<String, LayerCaches.Place> reader) {
        try {
            return texts.stream().map(reader).toList();
        } catch (IllegalArgumentException e) {
            throw new InputException(parameter + ": " + e.getMessage(), e);
        }
    }
}
