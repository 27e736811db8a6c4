package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.base.BaseResolver;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final RegistryClient client;
    private final CacheDirectory cache;

    /** By registry, until when it wants to be left alone; kept over checks with this object. */
    private final Map<String, Instant> pauses = new ConcurrentHashMap<>();

    /**
     * What is known of an entry. It stays what it was while its registry does not answer.
     *
     * @param digest that its tag points at, of the index where there is one; "" where that was never known
     * @param platformDigest of the manifest for the entry's platform; "" where that was never known
     * @param since when this digest was first seen
     * @param bytes of its compressed layers, or -1
     * @param created by its own word, null where that is not to be believed
     * @param checked when its registry was last asked
     * @param failure why it could not be looked up at that time; "" where it could
     */
    public record State(
            String digest,
            String platformDigest,
            Instant since,
            long bytes,
            Instant created,
            Instant checked,
            String failure)
            implements Serializable {
        public static final State UNKNOWN = new State("", "", null, -1, null, null, "");

        private State failed(Instant now, String message) {
            return new State(digest, platformDigest, since, bytes, created, now, message);
        }

        private State unchanged(Instant now) {
            return new State(digest, platformDigest, since, bytes, created, now, "");
        }
    }

    /**
     * With a client that should repeat nothing: who checks again and again needs no repetition.
     *
     * @param cache where manifests are kept by digest
     */
    public BaseCheck(RegistryClient client, CacheDirectory cache) {
        this.client = client;
        this.cache = cache;
    }

    /**
     * Looks at all entries, a few at once; one that fails hinders no other.
     *
     * @param known by name, what earlier checks gave
     * @return by name
     * @throws CancellationException where the thread is interrupted
     */
    public Map<String, State> check(List<Catalogue.Entry> entries, Map<String, State> known) {
        Map<String, State> states = new ConcurrentHashMap<>();
        List<Callable<State>> tasks = new ArrayList<>();
        for (Catalogue.Entry entry : entries) {
            State before = known.getOrDefault(entry.name(), State.UNKNOWN);
            tasks.add(() -> states.merge(entry.name(), check(entry, before), (old, now) -> now));
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

    /** Looks at one entry. */
    public State check(Catalogue.Entry entry, State before) {
        Instant now = Instant.now();
        try {
            ImageReference reference = ImageReference.parse(entry.pinned()).withDefaultTag();
            Instant pause = pauses.get(reference.registry());
            if (pause != null && now.isBefore(pause)) {
                return before.failed(now, reference.registry() + " asked to be left alone until " + pause);
            }
            return ask(entry, reference, before, now);
        } catch (ServiceException e) {
            e.retryAfter().ifPresent(wait -> pause(entry, now.plus(wait)));
            return before.failed(now, e.getMessage());
        } catch (BuildException | IllegalArgumentException e) {
            return before.failed(now, String.valueOf(e.getMessage()));
        }
    }

    private void pause(Catalogue.Entry entry, Instant until) {
        pauses.merge(
                ImageReference.parse(entry.pinned()).registry(),
                until,
                (one, other) -> one.isAfter(other) ? one : other);
    }

    private State ask(Catalogue.Entry entry, ImageReference reference, State before, Instant now) {
        Optional<Descriptor> found = client.repository(reference).head(reference.tagOrDigest());
        if (found.isEmpty()) {
            return before.failed(now, reference + " does not exist; the entry's reference should be corrected");
        }
        String digest = found.get().digest().toString();
        return digest.equals(before.digest()) && before.bytes() >= 0
                ? before.unchanged(now)
                : read(entry, reference, found.get().digest(), before, now);
    }

    private State read(Catalogue.Entry entry, ImageReference reference, Digest digest, State before, Instant now) {
        Platform platform = Platform.parse(entry.platform().isEmpty() ? "linux/amd64" : entry.platform());
        cache.writeBlob(
                digest, client.repository(reference).manifest(digest.toString()).bytes());
        BaseResolver resolver = new BaseResolver(client, cache, Map.of(), new PhaseTimer(Progress.NONE), Progress.NONE);
        BaseImage image = resolver.resolve(
                new BaseResolver.Wanted(reference.withDigest(digest).toString(), platform));
        long bytes =
                image.manifest().layers().stream().mapToLong(Descriptor::size).sum();
        return new State(
                digest.toString(),
                image.descriptor().digest().toString(),
                digest.toString().equals(before.digest()) ? before.since() : now,
                bytes,
                CreationDate.of(image, now).orElse(null),
                now,
                "");
    }
}
