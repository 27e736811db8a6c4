package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Finds layers that builds on other machines have pushed to the target repository. Each layer has a key that is
 * computed from its inputs, and images carry these keys as annotations of their layers. The images whose names are
 * about to be replaced are searched first, because the push reads them anyway. If they have no keys, the last image of
 * the same target is searched. Its tag is {@code cb-layers-}, a hash of the target, and the month. Each build moves
 * this tag; in registries with immutable tags, the tag stays at the first image of the month.
 *
 * <p>Only the target repository is trusted, because the digest of an uncompressed layer cannot be verified without
 * reading the layer; whoever can write to the repository can replace the image anyway. Failures here never fail a
 * build: layers that are not found are built. Not thread-safe.
 */
public final class PushedLayers {
    private static final String KEY = "io.jenkins.container-build.layer-key";
    private static final String TAG = "cb-layers-";
    private static final int HASH_LENGTH = 24;

    private final Repository target;
    private final Supplier<List<Manifest>> standing;
    private final UnaryOperator<Set<Digest>> absent;
    private final String hash;
    private final CacheDirectory cache;
    private final Progress progress;
    /** The layers of images whose configuration has been read. */
    private final Map<Manifest, List<Pushed>> read = new IdentityHashMap<>();
    /** Layers by key, or null before the first search. */
    private Map<String, Place> known;
    /**
     * Images whose layers were checked for existence. Layers that the repository does not have are added to
     * {@code lost}.
     */
    private final Set<Manifest> checked = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<Digest> lost = new HashSet<>();
    /** Layers that were returned by {@link #find}. */
    private final Set<Digest> found = new HashSet<>();
    /**
     * Whether an image that is being replaced has keys. The next build under the same name then finds the keys without
     * the extra tag.
     */
    private boolean told;

    /** A layer of an image. */
    private record Place(Manifest image, int index) {
        Digest layer() {
            return image.layers().get(index).digest();
        }
    }

    /**
     * Creates a search. No request is sent before the first call of {@link #find}.
     *
     * @param standing supplies the images to which the names to be pushed currently point
     * @param absent returns those of the given blobs that the repository does not have
     * @param kind identifies repeated builds: Dockerfile, target and platform
     */
    public PushedLayers(
            Repository target,
            Supplier<List<Manifest>> standing,
            UnaryOperator<Set<Digest>> absent,
            String kind,
            CacheDirectory cache,
            Progress progress) {
        this.target = target;
        this.standing = standing;
        this.absent = absent;
        this.hash = Digest.of(kind.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HASH_LENGTH);
        this.cache = cache;
        this.progress = progress;
    }

    /**
     * A layer in the repository.
     *
     * @param diffId digest of the uncompressed layer, from the image's configuration
     * @param created time at which the layer was originally built
     */
    public record Pushed(Descriptor descriptor, Digest diffId, Instant created) {}

    /** Returns the descriptor of a layer with an annotation for its key, by which other machines find the layer. */
    public static Descriptor withKey(Descriptor layer, String key) {
        return new Descriptor(layer.mediaType(), layer.digest(), layer.size(), Map.of(KEY, key), null);
    }

    public Repository target() {
        return target;
    }

    /** Returns the layer with this key, if one of the images has it. */
    public Optional<Pushed> find(String key) {
        if (known == null) {
            known = new HashMap<>();
            ask();
        }
        Place place = known.get(key);
        if (place == null || !isPresent(place)) {
            return Optional.empty();
        }
        List<Pushed> layers = layers(place.image());
        if (layers.isEmpty()) {
            return Optional.empty();
        }
        found.add(place.layer());
        return Optional.of(layers.get(place.index()));
    }

    /**
     * Whether the repository has the layer. All layers of the image that have keys are checked at once, because a
     * machine that needs one of them usually needs the others.
     */
    private boolean isPresent(Place wanted) {
        if (checked.add(wanted.image())) {
            Set<Digest> layers = new LinkedHashSet<>();
            for (Place place : known.values()) {
                if (place.image() == wanted.image()) {
                    layers.add(place.layer());
                }
            }
            try {
                lost.addAll(absent.apply(layers));
            } catch (BuildException e) {
                progress.note("layers in " + target.fullName() + " cannot be used: " + e.getMessage());
                lost.addAll(layers);
            }
        }
        return !lost.contains(wanted.layer());
    }

    /**
     * Checks whether the layers that were found still exist, and discards the missing ones. A registry may have lost a
     * layer of an image whose manifest it still has.
     *
     * @return whether any layer was discarded
     */
    public boolean forgetLost() {
        try {
            found.removeIf(target::hasBlob);
        } catch (BuildException e) {
            return false;
        }
        found.forEach(lost -> progress.note(target.fullName() + " has lost the layer " + lost
                + " of an image that it still has; the layer is made again"));
        return known != null && known.values().removeIf(place -> found.contains(place.layer()));
    }

    private void ask() {
        try {
            standing.get().forEach(this::learn);
            told = !known.isEmpty();
            if (!told) {
                lastOfTarget().ifPresent(this::learn);
            }
        } catch (BuildException | IllegalArgumentException e) {
            progress.note("could not look for layers of other machines: " + e.getMessage());
        }
    }

    private void learn(Manifest image) {
        for (int i = 0; i < image.layers().size(); i++) {
            String key = image.layers().get(i).annotations().get(KEY);
            if (key != null) {
                known.putIfAbsent(key, new Place(image, i));
            }
        }
    }

    private Optional<Manifest> lastOfTarget() {
        YearMonth month = YearMonth.now(Clock.systemUTC());
        Optional<FetchedManifest> found = target.find(tag(month));
        if (found.isEmpty()) {
            found = target.find(tag(month.minusMonths(1)));
        }
        return found.map(image -> Manifest.parse(image.descriptor().mediaType(), image.bytes()));
    }

    private String tag(YearMonth month) {
        return TAG + hash + "-" + month;
    }

    /** All layers of an image; none if its configuration does not describe each of them. */
    private List<Pushed> layers(Manifest image) {
        List<Pushed> layers = read.get(image);
        if (layers == null) {
            try {
                layers = layers(image, ImageConfig.parse(config(image.config())));
            } catch (BuildException | IllegalArgumentException | DateTimeParseException e) {
                progress.note("layers in " + target.fullName() + " cannot be used: " + e.getMessage());
                layers = List.of();
            }
            read.put(image, layers);
        }
        return layers;
    }

    private static List<Pushed> layers(Manifest image, ImageConfig config) {
        List<Digest> diffIds = config.diffIds();
        List<JsonObject> history = config.history().stream()
                .filter(entry -> !entry.bool("empty_layer"))
                .toList();
        int count = image.layers().size();
        if (diffIds.size() != count || history.size() != count) {
            throw new IllegalArgumentException(
                    "the configuration " + image.config().digest() + " does not describe each layer");
        }
        List<Pushed> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant created = Instant.parse(history.get(i).string("created"));
            layers.add(new Pushed(image.layers().get(i), diffIds.get(i), created));
        }
        return layers;
    }

    private byte[] config(Descriptor config) {
        return cache.readBlob(config.digest()).orElseGet(() -> {
            byte[] bytes = target.config(config);
            cache.writeBlob(config.digest(), bytes);
            return bytes;
        });
    }

    /**
     * Tags a pushed image so that builds on other machines find its layers, under any name. If the image that was
     * replaced already had keys, only builds under new names, such as those of new branches, need the tag; this machine
     * then sets the tag at most once a day.
     */
    public void keep(Manifest image) {
        byte[] today = LocalDate.now(Clock.systemUTC()).toString().getBytes(StandardCharsets.US_ASCII);
        String marker = "layers-"
                + Digest.of((target.fullName() + "\n" + hash).getBytes(StandardCharsets.UTF_8))
                        .hex();
        Optional<byte[]> last = told ? cache.read(Shelf.BUILDS, marker) : Optional.empty();
        if (last.isPresent() && Arrays.equals(last.get(), today)
                || image.layers().stream()
                        .noneMatch(layer -> layer.annotations().containsKey(KEY))) {
            return;
        }
        try {
            target.putManifest(tag(YearMonth.now(Clock.systemUTC())), image.mediaType(), image.toBytes());
            cache.write(Shelf.BUILDS, marker, today);
        } catch (BuildException e) {
            progress.note("other machines may not find these layers: " + e.getMessage());
        }
    }
}
