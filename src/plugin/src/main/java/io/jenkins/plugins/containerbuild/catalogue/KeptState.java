package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.policy.BaseCheck.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The saved form of {@link State}, needed because the file format does not support records. Times are in milliseconds
 * since the epoch, 0 if unknown.
 */
final class KeptState {
    private final String digest;
    private final TreeMap<String, String> platforms;
    private final long since;
    private final LinkedHashMap<String, Long> layers;
    private final long created;
    private final long checked;
    private final String failure;

    KeptState(State state) {
        digest = state.digest();
        platforms = new TreeMap<>(state.platforms());
        since = millis(state.since());
        layers = new LinkedHashMap<>(state.layers());
        created = millis(state.created());
        checked = millis(state.checked());
        failure = state.failure();
    }

    /**
     * Converts this to a state; returns {@link State#UNKNOWN} if another version of the plugin did not save all values,
     * so that the base image is checked again.
     */
    State state() {
        if (digest == null || platforms == null || layers == null || failure == null) {
            return State.UNKNOWN;
        }
        return new State(
                digest,
                Map.copyOf(platforms),
                instant(since),
                Map.copyOf(layers),
                instant(created),
                instant(checked),
                failure);
    }

    private static long millis(Instant instant) {
        return instant == null ? 0 : instant.toEpochMilli();
    }

    private static Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
