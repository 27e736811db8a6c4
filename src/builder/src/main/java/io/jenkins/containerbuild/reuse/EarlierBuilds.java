package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds images of earlier builds by their fingerprint. Only the local cache and the target repository are searched:
 * whoever can write there can replace the image anyway, so trusting them adds no risk.
 *
 * <p>For each image, a copy of its manifest is pushed under the tag {@code cb-build-} followed by 40 hex digits of the
 * fingerprint. Annotations of the copy contain the digest and the creation time of the image. The copy protects the
 * image's blobs from garbage collection, needs no blobs of its own, and works with immutable tags.
 */
public final class EarlierBuilds {
    private static final String TAG = "cb-build-";
    private static final String IMAGE = "io.jenkins.container-build.image";
    private static final String FINGERPRINT = "io.jenkins.container-build.fingerprint";
    private static final String MADE = "org.opencontainers.image.created";

    private final CacheDirectory cache;
    private final Repository target;
    private final Duration maxAge;
    private final Progress progress;

    /** @param maxAge maximum age at which an image made with RUN instructions is reused; zero for never */
    public EarlierBuilds(CacheDirectory cache, Repository target, Duration maxAge, Progress progress) {
        this.cache = cache;
        this.target = target;
        this.maxAge = maxAge;
        this.progress = progress;
    }

    /**
     * An image of an earlier build.
     *
     * @param manifest the manifest in the registry
     * @param made time of the build
     * @param known whether the image was found in the local cache, without querying the registry
     */
    public record Earlier(FetchedManifest manifest, Instant made, boolean known) {}

    /**
     * Finds the image with this fingerprint in the local cache or the repository.
     *
     * @param whyNot receives a human-readable reason if an image exists but must not be reused
     */
    public Optional<Earlier> find(Fingerprint fingerprint, Consumer<String> whyNot) {
        if (!fingerprint.pure() && maxAge.isZero()) {
            whyNot.accept("the image depends on RUN instructions, and " + Setting.MAX_AGE.inWords() + " is 0");
            return Optional.empty();
        }
        try {
            return local(fingerprint)
                    .filter(earlier -> isFresh(fingerprint, earlier, whyNot))
                    .or(() -> remote(fingerprint).filter(earlier -> isFresh(fingerprint, earlier, whyNot)));
        } catch (BuildException e) {
            progress.note("could not look for earlier builds: " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Whether the image is recent enough. An image dated in the future is treated like one that is too old, because one
     * of the clocks is wrong.
     */
    private boolean isFresh(Fingerprint fingerprint, Earlier earlier, Consumer<String> whyNot) {
        boolean fresh = fingerprint.pure()
                || Duration.between(earlier.made(), Instant.now()).abs().compareTo(maxAge) < 0;
        if (!fresh) {
            whyNot.accept("the image depends on RUN instructions, and the one built " + earlier.made()
                    + " is older than " + Setting.MAX_AGE.inWords() + " allows");
        }
        return fresh;
    }

    /**
     * Finds an image in the local cache. Whether the repository still has the image is checked later, when the image is
     * tagged.
     */
    private Optional<Earlier> local(Fingerprint fingerprint) {
        return cache.read(Shelf.BUILDS, localName(fingerprint)).flatMap(bytes -> {
            try {
                JsonObject json = JsonObject.parse(bytes);
                if (!json.has("madeMillis")) {
                    return Optional.empty();
                }
                Digest digest = Digest.parse(json.string("image"));
                Instant made = Instant.ofEpochMilli(json.number("madeMillis"));
                String mediaType = json.string("mediaType");
                return cache.readBlob(digest)
                        .map(manifest -> new Earlier(
                                new FetchedManifest(new Descriptor(mediaType, digest, manifest.length), manifest),
                                made,
                                true));
            } catch (IllegalArgumentException damaged) {
                return Optional.empty();
            }
        });
    }

    private String localName(Fingerprint fingerprint) {
        return fingerprint.digest().hex() + "-"
                + Digest.of(target.fullName().getBytes(StandardCharsets.UTF_8)).shortHex();
    }

    private Optional<Earlier> remote(Fingerprint fingerprint) {
        return target.find(tag(fingerprint)).flatMap(copy -> {
            try {
                Map<String, String> annotations = Manifest.parse(
                                copy.descriptor().mediaType(), copy.bytes())
                        .annotations();
                if (!fingerprint.digest().toString().equals(annotations.get(FINGERPRINT))) {
                    return Optional.empty();
                }
                Instant made = Instant.parse(annotations.getOrDefault(MADE, ""));
                return target.find(Digest.parse(annotations.getOrDefault(IMAGE, ""))
                                .toString())
                        .map(manifest -> new Earlier(manifest, made, false));
            } catch (IllegalArgumentException | DateTimeParseException somebodyElses) {
                return Optional.empty();
            }
        });
    }

    private static String tag(Fingerprint fingerprint) {
        return TAG + fingerprint.digest().hex().substring(0, 40);
    }

    /**
     * Records an image that was built and pushed. If the registry refuses the copy of the manifest, other agents cannot
     * reuse the image, but this build succeeds.
     */
    public void keep(Fingerprint fingerprint, FetchedManifest image) {
        Instant now = Instant.now();
        try {
            target.putManifest(
                    tag(fingerprint),
                    MediaTypes.OCI_MANIFEST,
                    copy(fingerprint, image, now).toBytes());
        } catch (BuildException e) {
            progress.note("other machines will not find this build: " + e.getMessage());
        }
        keepLocally(fingerprint, image, now);
    }

    private static Manifest copy(Fingerprint fingerprint, FetchedManifest image, Instant now) {
        Manifest manifest = Manifest.parse(image.descriptor().mediaType(), image.bytes());
        Map<String, String> annotations = new LinkedHashMap<>(manifest.annotations());
        annotations.put(FINGERPRINT, fingerprint.digest().toString());
        annotations.put(IMAGE, image.descriptor().digest().toString());
        annotations.put(MADE, now.toString());
        return new Manifest(MediaTypes.OCI_MANIFEST, manifest.config(), manifest.layers(), annotations);
    }

    /** Records an image in the local cache, so that the next build need not query the registry. */
    public void keepLocally(Fingerprint fingerprint, FetchedManifest image, Instant made) {
        cache.writeBlob(image.descriptor().digest(), image.bytes());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("image", image.descriptor().digest().toString());
        record.put("mediaType", image.descriptor().mediaType());
        // A number, because parsing a date loads many classes.
        record.put("madeMillis", made.toEpochMilli());
        cache.write(Shelf.BUILDS, localName(fingerprint), new JsonObject(record).toBytes());
    }

    /**
     * Returns a human-readable reason why no image was found: what changed since the last build of the same kind on
     * this machine. Records the fingerprint for the next build.
     *
     * @param kind identifies repeated builds: context, Dockerfile and target
     */
    public String changeSinceLast(String kind, Fingerprint fingerprint) {
        String name = "last-" + Digest.of(kind.getBytes(StandardCharsets.UTF_8)).hex();
        Optional<byte[]> last = cache.read(Shelf.BUILDS, name);
        byte[] now = fingerprint.toBytes();
        if (last.isPresent() && Arrays.equals(last.get(), now)) {
            return "nothing changed since the last build on this machine, but its image is not in " + target.fullName();
        }
        cache.write(Shelf.BUILDS, name, now);
        return last.flatMap(earlier -> difference(fingerprint, earlier))
                .orElse("no earlier build is recorded on this machine or in " + target.fullName());
    }

    private static Optional<String> difference(Fingerprint fingerprint, byte[] earlier) {
        try {
            return fingerprint.difference(Fingerprint.parse(earlier));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }
}
