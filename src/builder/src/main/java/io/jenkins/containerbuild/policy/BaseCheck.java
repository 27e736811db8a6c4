package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.base.BaseResolver;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageIndex;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.io.Serializable;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Checks the current state of catalogue entries in their registries, with one HEAD request per entry. The manifest and
 * the configuration are read only if the digest has changed. After a registry requests a pause, none of its entries are
 * checked until the pause ends.
 */
public final class BaseCheck {
    private static final int AT_ONCE = 4;
    private static final String USUAL = "linux/amd64";

    private final RegistryClient client;
    private final CacheDirectory cache;
    private final Pauses pauses;
    private final Limits limits;

    /**
     * Limits on how long a registry can delay or suspend the check of its entries.
     *
     * @param check maximum duration of the check of all entries; requests that take longer are cancelled
     * @param pause maximum pause that a registry can request with {@code Retry-After}; longer ones are shortened
     */
    public record Limits(Duration check, Duration pause) {}

    /** Pauses that registries have requested. Kept after the clients that received them are closed. */
    public static final class Pauses {
        private final Map<String, Instant> until = new ConcurrentHashMap<>();

        private boolean last(String registry, Instant now) {
            return now.isBefore(until.getOrDefault(registry, Instant.MIN));
        }

        private void add(String registry, Instant end) {
            until.merge(registry, end, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /**
     * The last known state of an entry, which is kept while the registry does not respond.
     *
     * @param digest digest of the manifest or index that the tag points to; "" if unknown
     * @param platforms manifest digests by {@code os/architecture[/variant]}: all platforms of an index, or the one
     *     platform of a single image
     * @param since when this digest was first seen
     * @param layers compressed size in bytes by layer digest; empty if unknown
     * @param created creation date according to the image, or null if it is missing or implausible
     * @param checked when the registry was last queried
     * @param failure why the last check failed; "" if it succeeded
     */
    public record State(
            String digest,
            Map<String, String> platforms,
            Instant since,
            Map<String, Long> layers,
            Instant created,
            Instant checked,
            String failure)
            implements Serializable {
        public static final State UNKNOWN = new State("", Map.of(), null, Map.of(), null, null, "");

        /** Compressed size of all layers in bytes; -1 if unknown. */
        public long bytes() {
            return digest.isEmpty()
                    ? -1
                    : layers.values().stream().mapToLong(Long::longValue).sum();
        }

        private State failed(Instant now, String message) {
            return new State(digest, platforms, since, layers, created, now, message);
        }

        private State unchanged(Instant now) {
            return new State(digest, platforms, since, layers, created, now, "");
        }
    }

    /**
     * @param client a client without retries, because the next check serves as the retry
     * @param cache cache for manifests by digest
     * @param pauses one object shared by all checks of a process
     */
    public BaseCheck(RegistryClient client, CacheDirectory cache, Pauses pauses, Limits limits) {
        this.client = client;
        this.cache = cache;
        this.pauses = pauses;
        this.limits = limits;
    }

    /**
     * Checks all entries, up to four per registry in parallel. A slow registry does not delay other registries, and a
     * failed entry does not affect other entries. If a registry does not respond for one entry, the remaining entries
     * of that registry fail without a request.
     *
     * @param known results of earlier checks by entry name
     * @return results by entry name
     * @throws CancellationException if the thread is interrupted
     */
    public Map<String, State> check(List<Catalogue.Entry> entries, Map<String, State> known) {
        Map<String, State> states = new ConcurrentHashMap<>();
        Map<String, String> silent = new ConcurrentHashMap<>();
        List<Callable<Void>> lanes = new ArrayList<>();
        for (Queue<Catalogue.Entry> queue : byRegistry(entries).values()) {
            int lanesOfRegistry = Math.min(AT_ONCE, queue.size());
            for (int i = 0; i < lanesOfRegistry; i++) {
                lanes.add(() -> {
                    for (Catalogue.Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
                        State before = known.getOrDefault(entry.name(), State.UNKNOWN);
                        states.put(entry.name(), check(entry, before, silent));
                    }
                    return null;
                });
            }
        }
        run(lanes);
        Map<String, State> result = new HashMap<>();
        for (Catalogue.Entry entry : entries) {
            State before = known.getOrDefault(entry.name(), State.UNKNOWN);
            State found = states.get(entry.name());
            result.put(entry.name(), found == null ? before.failed(Instant.now(), unanswered(entry)) : found);
        }
        return result;
    }

    private static Map<String, Queue<Catalogue.Entry>> byRegistry(List<Catalogue.Entry> entries) {
        Map<String, Queue<Catalogue.Entry>> queues = new LinkedHashMap<>();
        entries.forEach(entry -> queues.computeIfAbsent(registry(entry), key -> new ConcurrentLinkedQueue<>())
                .add(entry));
        return queues;
    }

    /** The registry of an entry; "" if the entry's reference is invalid. */
    private static String registry(Catalogue.Entry entry) {
        try {
            return ImageReference.parse(entry.pinned()).registry();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void run(List<Callable<Void>> lanes) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            threads.invokeAll(lanes, limits.check().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            threads.shutdownNow();
        }
    }

    private String unanswered(Catalogue.Entry entry) {
        return registry(entry) + ": the base cannot be checked: the registry did not complete its responses within "
                + Figures.duration(limits.check().toMillis()) + "; the next check tries again";
    }

    State check(Catalogue.Entry entry, State before) {
        return check(entry, before, new ConcurrentHashMap<>());
    }

    /** @param silent failure messages by registry, for registries that did not respond */
    private State check(Catalogue.Entry entry, State before, Map<String, String> silent) {
        Instant now = Instant.now();
        String registry = registry(entry);
        try {
            ImageReference reference = ImageReference.parse(entry.pinned()).withDefaultTag();
            if (pauses.last(registry, now)) {
                return before.failed(now, registry + " asked for no requests until " + pauses.until.get(registry));
            }
            return silent.containsKey(registry)
                    ? before.failed(now, silent.get(registry))
                    : ask(entry, reference, before, now);
        } catch (ServiceException e) {
            e.retryAfter().ifPresent(pause -> pauses.add(registry, now.plus(shorter(pause, limits.pause()))));
            if (isSilence(e.getCause())) {
                silent.put(registry, e.getMessage());
            }
            return before.failed(now, e.getMessage());
        } catch (BuildException | IllegalArgumentException e) {
            return before.failed(now, String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return before.failed(now, "a bug in container-build: " + e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static boolean isSilence(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause instanceof ConnectException
                || cause instanceof UnknownHostException;
    }

    private State ask(Catalogue.Entry entry, ImageReference reference, State before, Instant now) {
        Optional<Descriptor> found = client.repository(reference).head(reference.tagOrDigest());
        if (found.isEmpty()) {
            return before.failed(now, reference + " does not exist; correct the entry's reference");
        }
        String digest = found.get().digest().toString();
        return digest.equals(before.digest())
                ? before.unchanged(now)
                : read(entry, reference, found.get().digest(), before, now);
    }

    private State read(Catalogue.Entry entry, ImageReference reference, Digest digest, State before, Instant now) {
        FetchedManifest fetched = client.repository(reference).manifest(digest.toString());
        cache.writeBlob(digest, fetched.bytes());
        Map<String, String> platforms = platforms(fetched);
        BaseResolver resolver = new BaseResolver(client, cache, new PhaseTimer(Progress.NONE), Progress.NONE);
        BaseImage image = resolver.resolve(
                BaseResolver.Wanted.of(reference.withDigest(digest).toString(), platform(entry, platforms)));
        Map<String, Long> layers = new LinkedHashMap<>();
        image.manifest().layers().forEach(layer -> layers.put(layer.digest().toString(), layer.size()));
        if (platforms.isEmpty()) {
            platforms.put(image.config().platform().toString(), digest.toString());
        }
        return new State(
                digest.toString(),
                Collections.unmodifiableMap(platforms),
                digest.toString().equals(before.digest()) ? before.since() : now,
                Collections.unmodifiableMap(layers),
                CreationDate.of(image, now).orElse(null),
                now,
                "");
    }

    /** The manifest digests in an index by platform, without attestations; empty if the manifest is not an index. */
    private static Map<String, String> platforms(FetchedManifest fetched) {
        Map<String, String> platforms = new TreeMap<>();
        String type = fetched.descriptor().mediaType();
        if (MediaTypes.isIndex(type)) {
            for (Descriptor one : ImageIndex.parse(fetched.bytes()).manifests()) {
                one.optionalPlatform()
                        .filter(platform -> !platform.os().equals("unknown"))
                        .ifPresent(platform -> platforms.putIfAbsent(
                                platform.toString(), one.digest().toString()));
            }
        }
        return platforms;
    }

    /**
     * The platform whose layers are measured: the platform of the entry if set, otherwise linux/amd64 if the image
     * supports it, otherwise the first platform of the image.
     */
    private static Platform platform(Catalogue.Entry entry, Map<String, String> platforms) {
        if (!entry.platform().isEmpty()) {
            return Platform.parse(entry.platform());
        }
        String first =
                platforms.isEmpty() ? USUAL : platforms.keySet().iterator().next();
        return Platform.parse(platforms.containsKey(USUAL) ? USUAL : first);
    }
}
