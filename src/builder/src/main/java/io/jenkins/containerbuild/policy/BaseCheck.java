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
 * Asks registries for the current state of a catalogue's entries, with one HEAD request per entry. Manifest and
 * configuration are read only if the digest is new. A registry that asks for a pause gets no request for any of its
 * entries until the pause is over.
 */
public final class BaseCheck {
    private static final int AT_ONCE = 4;
    private static final String USUAL = "linux/amd64";

    private final RegistryClient client;
    private final CacheDirectory cache;
    private final Pauses pauses;
    private final Limits limits;

    /**
     * Limits on how far a registry can delay or suspend the check of its own entries.
     *
     * @param check maximum duration of the check of all entries; requests that take longer are cancelled
     * @param pause maximum pause that a registry can request with {@code Retry-After}; longer ones are shortened
     */
    public record Limits(Duration check, Duration pause) {}

    /** Pauses that registries have requested. They outlive the clients that received them. */
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
     * The known state of an entry. It is kept while the registry does not respond.
     *
     * @param digest digest that the tag points to, of the index if there is one; "" if unknown
     * @param platforms digests of manifests by {@code os/architecture[/variant]}: all of an index, otherwise that of
     *     the image's platform
     * @param since when this digest was first seen
     * @param layers compressed size in bytes by layer digest; empty if unknown
     * @param created creation date according to the image, or null if it is missing or implausible
     * @param checked when the registry was last asked
     * @param failure why that check failed; "" if it succeeded
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
     * @param client a client that does not retry: the next check is the retry
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
     * Checks all entries, a few per registry at once. Registries do not wait for each other, and a failed entry does
     * not affect others. If a registry does not respond for one entry, its remaining entries fail without a request.
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

    /** @param silent registries that did not respond, with the failure message */
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

    /**
     * The platforms of an index without its attestations; empty if the manifest is not an index (the platform is then
     * in the configuration).
     */
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
     * The platform whose layers are measured if the entry does not set one: linux/amd64, or the first one that the
     * image has.
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
