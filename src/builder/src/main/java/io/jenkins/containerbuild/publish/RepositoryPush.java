package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.registry.Repository.Arrival;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The push of one image into one repository, under one or several tags. */
final class RepositoryPush {
    private final BlobTransfer transfer;
    private final Repository repository;
    private final RepositoryPush elder;
    private final CacheDirectory cache;
    private final ExecutorService pool;
    private final StandingImages standing;

    /**
     * The pushes of layers and of the configuration, running or finished. The map is its own lock, so that checks for
     * failures need not wait for the registry.
     */
    private final Map<Digest, Future<Arrival>> layers = new LinkedHashMap<>();

    private final PresentBlobs present;
    private final boolean reuse;

    /**
     * @param elder another repository of the same registry, to which each layer is pushed first; null if there is none
     * @param reuse false to upload the image's own blobs even if the repository already has them
     */
    RepositoryPush(
            BlobTransfer transfer,
            List<ImageReference> names,
            RepositoryPush elder,
            CacheDirectory cache,
            ExecutorService pool,
            boolean reuse) {
        this.transfer = transfer;
        this.repository = transfer.repository();
        this.elder = elder;
        this.cache = cache;
        this.pool = pool;
        this.reuse = reuse;
        this.present = new PresentBlobs(repository, cache, Clock.systemUTC());
        this.standing = new StandingImages(repository, names, cache, pool);
    }

    String registry() {
        return repository.registry();
    }

    /** The images to which the names pointed before the push. */
    StandingImages standing() {
        return standing;
    }

    /** Tags an existing image of the repository; empty if the repository lacks the image or any blob of it. */
    Optional<List<Published>> adopt(FetchedManifest image) {
        Descriptor manifest = image.descriptor();
        List<ImageReference> missing = standing.missing(manifest.digest());
        Manifest content = Manifest.parse(manifest.mediaType(), image.bytes());
        try {
            boolean isGone = !missing.isEmpty()
                    && repository.head(manifest.digest().toString()).isEmpty();
            if (isGone || !absent(StandingImages.blobs(content)).isEmpty()) {
                return Optional.empty();
            }
            for (ImageReference name : missing) {
                repository.putManifest(name.tag(), manifest.mediaType(), image.bytes());
            }
        } catch (ServiceException refused) {
            present.forget();
            return Optional.empty();
        }
        present.save();
        long total = content.layers().stream().mapToLong(Descriptor::size).sum();
        List<Published> published = new ArrayList<>();
        for (ImageReference name : standing.names()) {
            long sent = missing.contains(name) ? manifest.size() : 0;
            published.add(new Published(name.toString(), manifest.digest(), sent, 0, total));
        }
        return Optional.of(published);
    }

    /**
     * Returns the given blobs that the repository does not have. Blobs that are not remembered are checked
     * concurrently.
     */
    Set<Digest> absent(Set<Digest> blobs) {
        Map<Digest, Future<Boolean>> answers = new LinkedHashMap<>();
        for (Digest blob : blobs) {
            if (!present.isRemembered(blob)) {
                answers.put(blob, pool.submit(() -> isPresent(blob)));
            }
        }
        Set<Digest> absent = new HashSet<>();
        answers.forEach((blob, answer) -> {
            if (!Waiting.on(answer)) {
                absent.add(blob);
            }
        });
        return absent;
    }

    /** Whether the repository still has a blob of one of its images; false if the registry does not answer. */
    private boolean isPresent(Digest blob) {
        try {
            boolean isPresent = present.contains(blob);
            if (!isPresent) {
                transfer.note(repository.fullName() + " has lost the blob " + blob
                        + ", which one of its images needs; it is uploaded again");
            }
            return isPresent;
        } catch (ServiceException notAnswered) {
            return false;
        }
    }

    /** Starts the push of a layer, unless it has been started already. */
    void take(Layer layer) {
        Digest digest = layer.descriptor().digest();
        if (isHere(layer) || reuse && present.isRemembered(digest)) {
            return;
        }
        synchronized (layers) {
            if (!layers.containsKey(digest)) {
                layers.put(digest, pool.submit(() -> bring(layer)));
            }
        }
    }

    private Arrival bring(Layer layer) {
        if (isNamedAndPresent(layer.descriptor().digest())) {
            return Arrival.PRESENT;
        }
        if (elder == null) {
            return reuse || layer.ofBase() ? transfer.bring(layer) : transfer.uploadAnyway(layer);
        }
        elder.await(layer);
        return transfer.mount(layer, elder.repository.name());
    }

    /** Whether the blob belongs to an image that is about to be replaced, and the repository still has the blob. */
    private boolean isNamedAndPresent(Digest blob) {
        return reuse && standing.blobs().contains(blob) && isPresent(blob);
    }

    /**
     * Waits until the layer is in this repository. This cannot deadlock, because the layer's push to this repository
     * was started first.
     */
    private void await(Layer layer) {
        Future<Arrival> push;
        synchronized (layers) {
            push = layers.get(layer.descriptor().digest());
        }
        if (push != null) {
            Waiting.on(push);
        }
    }

    private List<Future<Arrival>> underWay() {
        synchronized (layers) {
            return List.copyOf(layers.values());
        }
    }

    /** Throws the exception of a finished request that failed; does nothing if no request has failed. */
    void checkFailure() {
        underWay().stream().filter(Future::isDone).forEach(Waiting::on);
        standing.checkFailure();
    }

    /**
     * Starts the push of all blobs of the image, even if a name already points to this image, because the registry may
     * have lost some.
     */
    void begin(BuiltImage image) {
        image.layers().forEach(this::take);
        takeConfig(image);
    }

    private void takeConfig(BuiltImage image) {
        Digest config = image.manifest().config().digest();
        if (reuse && present.isRemembered(config)) {
            return;
        }
        synchronized (layers) {
            layers.put(config, pool.submit(() -> bringConfig(image)));
        }
    }

    private Arrival bringConfig(BuiltImage image) {
        Descriptor config = image.manifest().config();
        if (isNamedAndPresent(config.digest())) {
            return Arrival.PRESENT;
        }
        return reuse
                ? transfer.upload(config, image.configBytes())
                : transfer.uploadAnyway(config, image.configBytes());
    }

    /** Waits for the blobs, then stores the manifest under each name. Returns one entry per name. */
    List<Published> finish(BuiltImage image) {
        List<Published> result = new ArrayList<>();
        Descriptor manifest = image.descriptor();
        List<ImageReference> missing = standing.missing(manifest.digest());
        underWay().forEach(Waiting::on);
        long total =
                image.manifest().layers().stream().mapToLong(Descriptor::size).sum()
                        + image.manifest().config().size();
        long sent = bytes(image, Arrival.UPLOADED);
        long mounted = bytes(image, Arrival.MOUNTED);
        if (!missing.isEmpty()) {
            cache.writeBlob(manifest.digest(), image.manifest().toBytes());
        }
        for (ImageReference name : standing.names()) {
            boolean stores = missing.contains(name) || !reuse;
            if (stores) {
                store(image, name);
            }
            boolean first = result.isEmpty();
            result.add(new Published(
                    name.toString(),
                    manifest.digest(),
                    (first ? sent : 0) + (stores ? manifest.size() : 0),
                    first ? mounted : 0,
                    total - (first ? sent + mounted : 0)));
        }
        present.save();
        return result;
    }

    /**
     * Stores the manifest under a name. If the registry refuses the manifest, blobs may be missing: the registry lost
     * blobs that the push skipped, or reported mounts that did not happen. The missing blobs are uploaded, and the
     * manifest is sent again.
     */
    private void store(BuiltImage image, ImageReference name) {
        byte[] manifest = image.manifest().toBytes();
        try {
            repository.putManifest(name.tag(), image.manifest().mediaType(), manifest);
        } catch (ServiceException e) {
            if (!uploadMissing(image)) {
                throw e;
            }
            repository.putManifest(name.tag(), image.manifest().mediaType(), manifest);
        }
    }

    /**
     * Uploads the blobs that the repository does not have; returns whether there were any. Layers pushed by another
     * machine are left out, because their bytes are not on this machine.
     */
    private boolean uploadMissing(BuiltImage image) {
        present.forget();
        boolean missing = transfer.repair(image.manifest().config(), image.configBytes());
        for (Layer layer : image.layers()) {
            missing |= !isHere(layer) && transfer.repair(layer);
        }
        return missing;
    }

    private boolean isHere(Layer layer) {
        return layer.place() instanceof Layer.InRepository in
                && in.repository().fullName().equals(repository.fullName());
    }

    /** Total size in bytes of the blobs with this kind of arrival. Waits for unfinished pushes. */
    private long bytes(BuiltImage image, Arrival arrival) {
        Map<Digest, Long> sizes = new LinkedHashMap<>();
        image.manifest().layers().forEach(layer -> sizes.put(layer.digest(), layer.size()));
        sizes.put(image.manifest().config().digest(), image.manifest().config().size());
        return sizes.entrySet().stream()
                .filter(blob -> layers.containsKey(blob.getKey()) && Waiting.on(layers.get(blob.getKey())) == arrival)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
