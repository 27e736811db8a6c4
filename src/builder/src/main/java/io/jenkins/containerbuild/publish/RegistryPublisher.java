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
 * Pushes an image under one or several names. Up to four layers are pushed at once, while others are still being built.
 * Nothing is sent if a name already points to this image. This check takes one HEAD request for each name and, at most
 * once an hour, one for each blob, because a registry may have lost blobs of an image whose manifest it still has.
 * Layers of the base image, and layers in the first repository, are mounted into other repositories of the same
 * registry.
 */
public final class RegistryPublisher implements Publisher {
    private static final int AT_ONCE = 4;

    /**
     * Time in milliseconds for which layers are held back if a name already points to an image. A build in which
     * nothing changed ends within this time, and then needs no request per layer.
     */
    private static final long HOLD_MILLIS = 150;

    private final ExecutorService pool = pool();
    private final List<RepositoryPush> pushes = new ArrayList<>();
    private final List<Layer> held = new ArrayList<>();
    private final PhaseTimer timer;
    private Future<?> releaser;
    private boolean released;

    /**
     * Starts the requests for the images to which the names currently point.
     *
     * @param output contains the names; if it has none, the tags are used
     * @param tags names of the image if the output has no names of its own
     * @param cache keeps manifests, so that existing images need not be read from the registry again
     * @param reuse false to upload the image's own blobs and manifest even if the registry already has them; blobs of
     *     the base image are uploaded only if absent
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

    /** The repository of the same registry that receives the layers first, or null if there is none. */
    private RepositoryPush elder(ImageReference name) {
        return pushes.stream()
                .filter(push -> push.registry().equals(name.registry()))
                .findFirst()
                .orElse(null);
    }

    /** Accepts a layer; throws the failure of a push in progress, so that the build ends early. */
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
        if (pushes.stream().anyMatch(push -> push.standing().exist())) {
            Thread.sleep(HOLD_MILLIS);
        }
        // Reads the current images in this thread, because the caller of ready() could not be interrupted while waiting
        // for a registry.
        pushes.forEach(push -> push.standing().blobs());
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

    /**
     * The images to which names in the first repository pointed before the push. Manifests that are not in the cache
     * are read from the registry.
     */
    public List<Manifest> standingImages() {
        return pushes.get(0).standing().images();
    }

    /** Returns the given blobs that the first repository does not have. */
    public Set<Digest> absent(Set<Digest> blobs) {
        return pushes.get(0).absent(blobs);
    }

    /**
     * Tags an image that the only repository already has, without sending blobs. Empty if the repository lacks the
     * image or one of its blobs.
     */
    public Optional<List<Published>> adopt(FetchedManifest image) {
        return pushes.get(0).adopt(image);
    }

    /** @return one entry per name; bytes are counted for the first name of each repository */
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

    /**
     * Stops holding back layers. The image is complete, so {@link #publish} pushes the layers that are still needed.
     */
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
