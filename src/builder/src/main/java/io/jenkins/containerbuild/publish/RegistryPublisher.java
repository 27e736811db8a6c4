package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Pushes an image under one or several names. Layers go out while others are made, four at once. If a name stands for this very image
 * already, nothing is sent: that costs one HEAD for each name, and once an hour one for each blob, since a registry may have lost blobs whose
 * manifest it has kept. Layers of the base and of the first repository are mounted into others of the same registry.
 */
public final class RegistryPublisher implements Publisher {
    private static final int AT_ONCE = 4;

    /**
     * How long layers are held back while names stand for some image, milliseconds. A build in which nothing changed ends sooner, and then
     * not one layer has to be asked for.
     */
    private static final long HOLD_MILLIS = 150;

    private final ExecutorService pool = pool();
    private final List<RepositoryPush> pushes = new ArrayList<>();
    private final List<Layer> held = new ArrayList<>();
    private final PhaseTimer timer;
    private Future<?> releaser;
    private boolean released;

    /**
     * Begins by asking what the names stand for.
     *
     * @param output with names of its own, or without
     * @param tags names that the image gets where the output has none of its own
     * @param cache keeps manifests, so that what stands under a name need not be read again
     * @param reuse false to upload the image's own blobs and manifest whatever the registry already has; the blobs of its base are asked for
     */
    public RegistryPublisher(
            Output.Registry output,
            List<ImageReference> tags,
            RegistryClient client,
            CacheDirectory cache,
            boolean reuse,
            PhaseTimer timer,
            Progress progress) {
        this.timer = timer;
        Map<String, List<ImageReference>> byRepository = new LinkedHashMap<>();
        for (ImageReference name : output.names().isEmpty() ? tags : output.names()) {
            byRepository
                    .computeIfAbsent(name.name(), repository -> new ArrayList<>())
                    .add(name.withDefaultTag());
        }
        for (List<ImageReference> names : byRepository.values()) {
            BlobTransfer transfer = new BlobTransfer(client.target(names.get(0)), timer, progress);
            pushes.add(new RepositoryPush(transfer, names, elder(names.get(0)), cache, pool, reuse));
        }
    }

    private static ExecutorService pool() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "push");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The repository of the same registry that gets the layers first, or null. */
    private RepositoryPush elder(ImageReference name) {
        return pushes.stream()
                .filter(push -> push.registry().equals(name.registry()))
                .findFirst()
                .orElse(null);
    }

    /** Takes a layer; throws what a push under way has met, so that a build does not go on in vain. */
    @Override
    public synchronized void ready(Layer layer) {
        pushes.forEach(RepositoryPush::checkFailure);
        if (released) {
            pushes.forEach(push -> push.take(layer));
            return;
        }
        held.add(layer);
        if (releaser == null) {
            releaser = pool.submit(this::releaseInTime);
        }
    }

    private Void releaseInTime() throws InterruptedException {
        if (pushes.stream().anyMatch(RepositoryPush::hasStandingNames)) {
            Thread.sleep(HOLD_MILLIS);
        }
        // Here, since whoever has a layer ready could not be interrupted while this waits for a registry.
        pushes.forEach(RepositoryPush::named);
        release();
        return null;
    }

    private synchronized void release() {
        if (!released) {
            released = true;
            held.forEach(layer -> pushes.forEach(push -> push.take(layer)));
        }
    }

    /** Whether all names are in one repository. */
    public boolean isOneRepository() {
        return pushes.size() == 1;
    }

    /** The images that names in the first repository stand for before the push; asks the registry for those that this machine does not know. */
    public List<Manifest> standingImages() {
        return pushes.get(0).standingImages();
    }

    /** Those blobs that the first repository has lost. */
    public Set<Digest> absent(Set<Digest> blobs) {
        return pushes.get(0).absent(blobs);
    }

    /** Gives the names to an image that the one repository should have already, without any blob; empty if it lacks a blob of it. */
    public Optional<List<Published>> adopt(FetchedManifest image) {
        return pushes.get(0).adopt(image);
    }

    /** @return what went out for each name; the first name of a repository counts the bytes */
    @Override
    public List<Published> publish(BuiltImage image) {
        takeOver();
        List<Published> published = new ArrayList<>();
        try (PhaseTimer.Running push = timer.start(Phase.PUSH)) {
            for (RepositoryPush one : pushes) {
                one.begin(image);
            }
            for (RepositoryPush one : pushes) {
                published.addAll(one.finish(image));
            }
        }
        return published;
    }

    /** The whole image is known now: layers held back go out with it, where they must. */
    private void takeOver() {
        if (releaser != null) {
            releaser.cancel(true);
        }
        synchronized (this) {
            released = true;
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
