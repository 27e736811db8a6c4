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
 * Layers that builds on other machines have pushed into the repository that the image goes to, by the key of what they were made from. Images
 * carry these keys as annotations of their layers. Looked at are the images whose names are about to be replaced, which the push asks for
 * anyway, and where these tell no key, the last image of the same target: it has a tag of this tool's, {@code cb-layers-} with a hash of the
 * target and the month. That tag moves; where a registry lets no tag move, it stays with the first image of the month.
 *
 * <p>Only the target's own repository is believed, since the digest of the uncompressed layer cannot be checked without reading it: who can
 * write there can replace the image anyway. Nothing here ends a build: without the keys the layers are made. Not for use by several threads.
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
    /** What the images' configurations tell. */
    private final Map<Manifest, List<Pushed>> read = new IdentityHashMap<>();
    /** Null until somebody asks. */
    private Map<String, Place> known;
    /** Images whose layers were asked for, and layers of them that the repository does not have. */
    private final Set<Manifest> checked = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<Digest> lost = new HashSet<>();
    /** Layers that were found. */
    private final Set<Digest> found = new HashSet<>();
    /** Whether an image whose name is replaced told of its layers, so that the next build of the name finds them without a tag of ours. */
    private boolean told;

    /** A layer of an image. */
    private record Place(Manifest image, int index) {
        Digest layer() {
            return image.layers().get(index).digest();
        }
    }

    /**
     * Asks nothing yet.
     *
     * @param standing gives the images that the names to be pushed stand for
     * @param absent gives those of some blobs that the repository has lost
     * @param kind names what is built over and over: its Dockerfile, target and platform
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
     * @param diffId digest of its uncompressed form, as the image's configuration has it
     * @param created when it was first made
     */
    public record Pushed(Descriptor descriptor, Digest diffId, Instant created) {}

    /** The descriptor with the key by which others find the layer. */
    public static Descriptor withKey(Descriptor layer, String key) {
        return new Descriptor(layer.mediaType(), layer.digest(), layer.size(), Map.of(KEY, key), null);
    }

    public Repository target() {
        return target;
    }

    /** The layer with the key, where one of the images has it. */
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

    /** Asks for all layers of the image at once, since a machine that lacks one of them mostly lacks the others. */
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
                progress.note("layers in " + target.fullName() + " are not used: " + e.getMessage());
                lost.addAll(layers);
            }
        }
        return !lost.contains(wanted.layer());
    }

    /**
     * Looks whether the layers that were found are really there, and forgets the others: a registry may have lost a blob and still have an
     * image with it.
     *
     * @return whether there are others
     */
    public boolean forgetLost() {
        try {
            found.removeIf(target::hasBlob);
        } catch (BuildException e) {
            return false;
        }
        found.forEach(lost -> progress.note(target.fullName() + " has lost the layer " + lost
                + ", though it still has an image with it; the layer is made again"));
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
            progress.note("layers of other machines are not looked for: " + e.getMessage());
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

    /** All layers of an image; none where its configuration does not tell of each. */
    private List<Pushed> layers(Manifest image) {
        List<Pushed> layers = read.get(image);
        if (layers == null) {
            try {
                layers = layers(image, ImageConfig.parse(config(image.config())));
            } catch (BuildException | IllegalArgumentException | DateTimeParseException e) {
                progress.note("layers in " + target.fullName() + " are not used: " + e.getMessage());
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
                    "the configuration " + image.config().digest() + " does not tell of each");
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
     * Lets builds on other machines find the layers of an image that was pushed, whatever they call theirs. Where names move, that serves
     * new ones alone, such as those of branches; then this machine does it once a day.
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
