package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.policy.BaseCheck.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What is known of a base as the file has it, which cannot hold records. Times are milliseconds since 1970, 0 for none. */
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

    /** {@link State#UNKNOWN} where a file that another version wrote lacks something: then the registry is asked again. */
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
