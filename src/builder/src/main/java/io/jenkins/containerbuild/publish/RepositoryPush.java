package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.registry.Repository.Arrival;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    /** What each name stands for before the push. */
    private final Map<ImageReference, Future<Optional<Descriptor>>> standing = new LinkedHashMap<>();

    /** Has a lock of its own, so that whoever only wants to know how they are need not wait for what stands in the registry. */
    private final Map<Digest, Future<Arrival>> layers = new LinkedHashMap<>();

    private final PresentBlobs present;
    private final boolean reuse;
    /** Images under the names; null until somebody looks. */
    private List<Manifest> images;
    /** Blobs that these images name, and the repository should have; null until somebody looks. */
    private Set<Digest> named;
    /** Whether the image has blobs that this push did not ask for. */
    private volatile boolean trusting;

    /**
     * @param elder another repository of the same registry, which gets each layer before this one, or null
     * @param reuse false to upload what the image brings, whatever the repository already has
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
        for (ImageReference name : names) {
            standing.put(name, pool.submit(() -> repository.head(name.tag())));
        }
    }

    String registry() {
        return repository.registry();
    }

    /** Whether any of the names stands for an image, this one or another. */
    boolean hasStandingNames() {
        return standing.values().stream().anyMatch(head -> Waiting.on(head).isPresent());
    }

    /** Gives the names to an image that the repository should have already; empty if it lacks the image or any blob of it. */
    Optional<List<Published>> adopt(FetchedManifest image) {
        Descriptor manifest = image.descriptor();
        List<ImageReference> missing = missing(manifest.digest());
        Manifest content = Manifest.parse(manifest.mediaType(), image.bytes());
        try {
            boolean isGone = !missing.isEmpty()
                    && repository.head(manifest.digest().toString()).isEmpty();
            if (isGone || !absent(blobs(content)).isEmpty()) {
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
        for (ImageReference name : standing.keySet()) {
            long sent = missing.contains(name) ? manifest.size() : 0;
            published.add(new Published(name.toString(), manifest.digest(), sent, 0, total));
        }
        return Optional.of(published);
    }

    private static Set<Digest> blobs(Manifest image) {
        Set<Digest> blobs = new LinkedHashSet<>();
        blobs.add(image.config().digest());
        image.layers().forEach(layer -> blobs.add(layer.digest()));
        return blobs;
    }

    /** Those blobs that the repository has lost; asks for all that are not remembered, several at once. */
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

    /** Whether the repository still has a blob that one of its images names; a registry that does not answer is not believed to have it. */
    private boolean isPresent(Digest blob) {
        try {
            boolean isPresent = present.contains(blob);
            if (!isPresent) {
                transfer.note(repository.fullName() + " has lost the blob " + blob
                        + ", which one of its images names; it is uploaded again");
            }
            return isPresent;
        } catch (ServiceException notAnswered) {
            return false;
        }
    }

    private List<ImageReference> missing(BuiltImage image) {
        return missing(image.descriptor().digest());
    }

    private List<ImageReference> missing(Digest digest) {
        List<ImageReference> missing = new ArrayList<>();
        standing.forEach((name, head) -> {
            if (!Waiting.on(head).map(Descriptor::digest).equals(Optional.of(digest))) {
                missing.add(name);
            }
        });
        return missing;
    }

    /** Begins to bring in a layer; does nothing for one that is under way. */
    void take(Layer layer) {
        Digest digest = layer.descriptor().digest();
        if (isHere(layer) || reuse && present.isRemembered(digest)) {
            trusting = true;
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

    /** Whether an image that is about to be replaced has the blob, and the repository has not lost it. */
    private boolean isNamedAndPresent(Digest blob) {
        return reuse && named().contains(blob) && isPresent(blob);
    }

    /** Returns when the layer is in this repository; its push was begun before, so this ends. */
    private void await(Layer layer) {
        Future<Arrival> push;
        synchronized (layers) {
            push = layers.get(layer.descriptor().digest());
        }
        if (push != null) {
            Waiting.on(push);
        }
    }

    /** Waits for the registry if nobody has looked yet. */
    synchronized Set<Digest> named() {
        if (named == null) {
            named = new HashSet<>();
            standingImages().forEach(image -> named.addAll(blobs(image)));
        }
        return named;
    }

    /** The images that the names stand for before the push, each once. */
    synchronized List<Manifest> standingImages() {
        if (images == null) {
            Map<Digest, Descriptor> found = new LinkedHashMap<>();
            for (Future<Optional<Descriptor>> head : standing.values()) {
                Waiting.on(head)
                        .filter(image -> MediaTypes.isManifest(image.mediaType()))
                        .ifPresent(image -> found.put(image.digest(), image));
            }
            images = found.values().stream()
                    .flatMap(image -> manifest(image).flatMap(RepositoryPush::parse).stream())
                    .toList();
        }
        return images;
    }

    /** From the cache, where the last push from this machine has left it, or from the registry. */
    private Optional<byte[]> manifest(Descriptor standing) {
        Optional<byte[]> cached = cache.readBlob(standing.digest());
        return cached.isPresent()
                ? cached
                : repository.find(standing.digest().toString()).map(FetchedManifest::bytes);
    }

    /** What is no manifest teaches nothing; it is about to be replaced. */
    private static Optional<Manifest> parse(byte[] manifest) {
        try {
            return Optional.of(Manifest.parse(MediaTypes.OCI_MANIFEST, manifest));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private List<Future<Arrival>> underWay() {
        synchronized (layers) {
            return List.copyOf(layers.values());
        }
    }

    /** Throws what a layer's push has met. */
    void checkFailure() {
        underWay().stream().filter(Future::isDone).forEach(Waiting::on);
        standing.values().stream().filter(Future::isDone).forEach(Waiting::on);
    }

    /** Begins to bring in all blobs that the image needs; also if a name stands for this very image, since the registry may have lost some. */
    void begin(BuiltImage image) {
        image.layers().forEach(this::take);
        takeConfig(image);
    }

    private void takeConfig(BuiltImage image) {
        Digest config = image.manifest().config().digest();
        if (reuse && present.isRemembered(config)) {
            trusting = true;
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

    /** Waits for the blobs, then stores the manifest under each name; gives what went out for each. */
    List<Published> finish(BuiltImage image) {
        List<Published> result = new ArrayList<>();
        Descriptor manifest = image.descriptor();
        List<ImageReference> missing = missing(image);
        underWay().forEach(Waiting::on);
        long total =
                image.manifest().layers().stream().mapToLong(Descriptor::size).sum()
                        + image.manifest().config().size();
        long sent = bytes(image, Arrival.UPLOADED);
        long mounted = bytes(image, Arrival.MOUNTED);
        if (!missing.isEmpty()) {
            cache.writeBlob(manifest.digest(), image.manifest().toBytes());
        }
        for (ImageReference name : standing.keySet()) {
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

    /** If the registry refuses the manifest, it may have lost blobs that this push did not ask for; then it asks for them after all. */
    private void store(BuiltImage image, ImageReference name) {
        byte[] manifest = image.manifest().toBytes();
        try {
            repository.putManifest(name.tag(), image.manifest().mediaType(), manifest);
        } catch (ServiceException e) {
            if (!trusting) {
                throw e;
            }
            present.forget();
            image.layers().forEach(this::bringAfterAll);
            transfer.upload(image.manifest().config(), image.configBytes());
            repository.putManifest(name.tag(), image.manifest().mediaType(), manifest);
        }
    }

    /** A layer of another machine has no bytes here. */
    private void bringAfterAll(Layer layer) {
        if (!isHere(layer)
                && transfer.bring(layer) == Arrival.PRESENT
                && !repository.hasBlob(layer.descriptor().digest())) {
            transfer.upload(layer);
        }
    }

    private boolean isHere(Layer layer) {
        return layer.place() instanceof Layer.InRepository in
                && in.repository().fullName().equals(repository.fullName());
    }

    /** When all pushes are over. */
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
