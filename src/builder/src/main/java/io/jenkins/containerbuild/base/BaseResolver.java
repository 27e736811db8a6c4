package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Resolves the base images of one build. Each tag is looked up once, so all uses of a tag get the same digest.
 * Thread-safe.
 */
public final class BaseResolver {
    private static final int MOST_AT_ONCE = 6;

    private final RegistryClient client;
    private final CacheDirectory cache;
    private final PhaseTimer timer;
    private final Progress progress;
    private final Map<String, Pin> pins = new HashMap<>();

    /** The digest to which a name was resolved in this build. */
    private record Pin(ImageStore store, Descriptor descriptor) {}

    /**
     * A base image to resolve.
     *
     * @param name name in the Dockerfile, with variables expanded
     * @param place the image or layout that the name refers to
     */
    public record Wanted(String name, NamedContext place, Platform platform) {
        /** An image in a registry; throws {@link InputException} if the name is invalid. */
        public static Wanted of(String name, Platform platform) {
            try {
                return new Wanted(name, NamedContext.Image.parse(name), platform);
            } catch (IllegalArgumentException e) {
                throw new InputException(e.getMessage(), e);
            }
        }
    }

    /** A resolver for one build. */
    public BaseResolver(RegistryClient client, CacheDirectory cache, PhaseTimer timer, Progress progress) {
        this.client = client;
        this.cache = cache;
        this.timer = timer;
        this.progress = progress;
    }

    /**
     * Resolves a base image.
     *
     * @throws InputException if the image does not exist or is not available for the platform
     * @throws io.jenkins.containerbuild.fault.ServiceException if the registry of the image fails
     */
    public BaseImage resolve(Wanted wanted) {
        PhaseTimer.Running running = timer.start(Phase.RESOLVE);
        try {
            Pin pin = pin(wanted);
            return new ImageReader(pin.store(), wanted.name(), progress).read(pin.descriptor(), wanted.platform());
        } finally {
            running.close();
        }
    }

    /** Resolves several images in parallel; the first failure is thrown. */
    public Map<Wanted, BaseImage> resolveAll(Collection<Wanted> all) {
        Map<Wanted, BaseImage> result = new LinkedHashMap<>();
        if (all.size() < 2) {
            all.forEach(wanted -> result.put(wanted, resolve(wanted)));
            return result;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(all.size(), MOST_AT_ONCE));
        try {
            List<Callable<BaseImage>> tasks = new ArrayList<>();
            all.forEach(wanted -> tasks.add(() -> resolve(wanted)));
            List<Future<BaseImage>> found = threads.invokeAll(tasks);
            int next = 0;
            for (Wanted wanted : all) {
                result.put(wanted, found.get(next++).get());
            }
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Pin pin(Wanted wanted) {
        ImageStore store = store(wanted.place());
        String key = wanted.place().value();
        synchronized (pins) {
            Pin known = pins.get(key);
            if (known != null) {
                return known;
            }
        }
        Descriptor descriptor = store.find().orElseThrow(() -> missing(wanted));
        synchronized (pins) {
            // If two threads looked up the same name at once, both use the same result.
            pins.putIfAbsent(key, new Pin(store, descriptor));
            return pins.get(key);
        }
    }

    private ImageStore store(NamedContext place) {
        if (place instanceof NamedContext.Layout layout) {
            return new LayoutStore(layout.directory(), layout.tag(), layout.digest());
        }
        if (place instanceof NamedContext.Image image) {
            ImageReference reference = image.reference();
            ImageStore origin = store(client.repository(reference), reference);
            List<ImageStore> mirrors = client.mirrors(reference).stream()
                    .map(mirror -> store(mirror, reference))
                    .toList();
            return mirrors.isEmpty() ? origin : new MirroredStore(mirrors, origin, progress);
        }
        throw new IllegalArgumentException(place + " is a directory, not an image");
    }

    private ImageStore store(Repository repository, ImageReference reference) {
        BlobSource layers = new MeasuredLayers(repository::blob, timer, progress);
        return new RegistryStore(repository, reference, cache, new CachedLayers(cache, layers));
    }

    private static InputException missing(Wanted wanted) {
        NamedContext place = wanted.place();
        return new InputException("the image " + wanted.name() + " does not exist"
                + (place.name().isEmpty() ? "" : " (" + place.value() + ")") + "; check its name and tag");
    }
}
