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
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.io.Serializable;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks registries what the entries of a catalogue are now: one HEAD for each. A manifest and a configuration are read only of a digest that
 * is new. A registry that asks for a pause is left alone until that is over, all its entries.
 */
public final class BaseCheck {
    private static final int AT_ONCE = 4;
    private static final String USUAL = "linux/amd64";

    private final RegistryClient client;
    private final CacheDirectory cache;

    private final Pauses pauses;

    /** Registries that want to be left alone; outlives the clients that heard it. */
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
     * What is known of an entry. It stays what it was while its registry does not answer.
     *
     * @param digest that its tag points at, of the index where there is one; "" where that was never known
     * @param platforms digests of manifests by {@code os/architecture[/variant]}: all of an index, else the one that the image is for
     * @param since when this digest was first seen
     * @param layers compressed bytes by digest; none where that was never known
     * @param created by its own word, null where that is not to be believed
     * @param checked when its registry was last asked
     * @param failure why it could not be looked up at that time; "" where it could
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

        /** Compressed bytes of all layers; -1 where they were never known. */
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
     * With a client that should repeat nothing: who checks again and again needs no repetition.
     *
     * @param cache where manifests are kept by digest
     * @param pauses the same for all checks of a process
     */
    public BaseCheck(RegistryClient client, CacheDirectory cache, Pauses pauses) {
        this.client = client;
        this.cache = cache;
        this.pauses = pauses;
    }

    /**
     * Looks at all entries, a few at once; one that fails hinders no other. A registry that did not answer one of them is not asked for the
     * others, or each would wait as long.
     *
     * @param known by name, what earlier checks gave
     * @return by name
     * @throws CancellationException where the thread is interrupted
     */
    public Map<String, State> check(List<Catalogue.Entry> entries, Map<String, State> known) {
        Map<String, State> states = new ConcurrentHashMap<>();
        Map<String, String> silent = new ConcurrentHashMap<>();
        List<Callable<State>> tasks = new ArrayList<>();
        for (Catalogue.Entry entry : entries) {
            State before = known.getOrDefault(entry.name(), State.UNKNOWN);
            tasks.add(() -> states.merge(entry.name(), check(entry, before, silent), (old, now) -> now));
        }
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<State> one : threads.invokeAll(tasks)) {
                one.get();
            }
            return states;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    State check(Catalogue.Entry entry, State before) {
        return check(entry, before, new ConcurrentHashMap<>());
    }

    /** @param silent registries that did not answer, with what was said of that */
    private State check(Catalogue.Entry entry, State before, Map<String, String> silent) {
        Instant now = Instant.now();
        String registry = "";
        try {
            ImageReference reference = ImageReference.parse(entry.pinned()).withDefaultTag();
            registry = reference.registry();
            if (pauses.last(registry, now)) {
                return before.failed(now, registry + " asked to be left alone until " + pauses.until.get(registry));
            }
            return silent.containsKey(registry)
                    ? before.failed(now, silent.get(registry))
                    : ask(entry, reference, before, now);
        } catch (ServiceException e) {
            if (e.retryAfter().isPresent()) {
                pauses.add(registry, now.plus(e.retryAfter().get()));
            }
            if (isSilence(e.getCause())) {
                silent.put(registry, e.getMessage());
            }
            return before.failed(now, e.getMessage());
        } catch (BuildException | IllegalArgumentException e) {
            return before.failed(now, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isSilence(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause instanceof ConnectException
                || cause instanceof UnknownHostException;
    }

    private State ask(Catalogue.Entry entry, ImageReference reference, State before, Instant now) {
        Optional<Descriptor> found = client.repository(reference).head(reference.tagOrDigest());
        if (found.isEmpty()) {
            return before.failed(now, reference + " does not exist; the entry's reference should be corrected");
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
        BaseResolver resolver = new BaseResolver(client, cache, Map.of(), new PhaseTimer(Progress.NONE), Progress.NONE);
        BaseImage image = resolver.resolve(
                new BaseResolver.Wanted(reference.withDigest(digest).toString(), platform(entry, platforms)));
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

    /** Those of an index; none where there is only one, which its configuration names. Attestations have none either. */
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

    /** An entry for all platforms is weighed on the most usual one, or else on the first that it has. */
    private static Platform platform(Catalogue.Entry entry, Map<String, String> platforms) {
        if (!entry.platform().isEmpty()) {
            return Platform.parse(entry.platform());
        }
        String first =
                platforms.isEmpty() ? USUAL : platforms.keySet().iterator().next();
        return Platform.parse(platforms.containsKey(USUAL) ? USUAL : first);
    }
}
