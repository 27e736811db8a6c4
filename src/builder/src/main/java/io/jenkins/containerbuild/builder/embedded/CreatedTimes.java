package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills in the creation times of an image configuration. If an earlier build made the same image, the times of that
 * build are used again, so that the digest does not change. If a source date epoch is set, all new entries have that
 * time.
 */
final class CreatedTimes {
    private final CacheDirectory cache;
    private final boolean useCache;
    private final Optional<Long> sourceDateEpoch;
    private final Instant now;

    CreatedTimes(CacheDirectory cache, BuildPlan plan, Instant now) {
        this.cache = cache;
        this.useCache = plan.options().useCache();
        this.sourceDateEpoch = plan.sourceDateEpoch();
        this.now = now;
    }

    interface Writer {
        byte[] write(String created, List<JsonObject> history);
    }

    /**
     * Returns the configuration with all times filled in.
     *
     * @param history history entries; {@code created} is null if the time is missing
     */
    byte[] fill(List<Map<String, Object>> history, Writer writer) {
        if (sourceDateEpoch.isPresent()) {
            return filled(history, Instant.ofEpochSecond(sourceDateEpoch.get()), writer);
        }
        String key = "config-" + Digest.of(timeless(history, writer)).hex();
        Optional<byte[]> known = useCache ? cache.read(Shelf.LAYERS, key) : Optional.empty();
        if (known.isPresent()) {
            return known.get();
        }
        byte[] made = filled(history, now, writer);
        cache.write(Shelf.LAYERS, key, made);
        return made;
    }

    private static byte[] timeless(List<Map<String, Object>> history, Writer writer) {
        List<JsonObject> entries = new ArrayList<>();
        for (Map<String, Object> entry : history) {
            Map<String, Object> copy = new java.util.LinkedHashMap<>(entry);
            copy.remove("created");
            entries.add(new JsonObject(copy));
        }
        return writer.write("", entries);
    }

    /**
     * Fills in missing times as BuildKit does. The first entries without a time get the time of the next entry that has
     * one, or {@code created} if none follows. Each later entry without a time gets the time of the entry before it.
     */
    private static byte[] filled(List<Map<String, Object>> history, Instant created, Writer writer) {
        String last = created.toString();
        boolean missing = false;
        for (Map<String, Object> entry : history) {
            if (entry.get("created") == null) {
                missing = true;
            } else if (missing) {
                last = (String) entry.get("created");
                break;
            }
        }
        List<JsonObject> entries = new ArrayList<>();
        missing = false;
        for (Map<String, Object> entry : history) {
            if (entry.get("created") == null) {
                missing = true;
                entry.put("created", last);
            } else if (missing) {
                last = (String) entry.get("created");
            }
            entries.add(new JsonObject(entry));
        }
        return writer.write(created.toString(), entries);
    }
}
