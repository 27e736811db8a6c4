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
 * Images that earlier builds made, by their fingerprint. They are looked for in the local cache and in the repository that the image goes to,
 * and nowhere else: who can write there can replace the image anyway, so nothing is gained by lying.
 *
 * <p>Beside an image stands a copy of its manifest under the tag {@code cb-build-} and 40 hex digits of the fingerprint, with annotations that
 * say which image it is and when it was made. It keeps the image's blobs, needs none of its own, and suits immutable tags.
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

    /** @param maxAge up to which an image is reused that commands decided; zero for never */
    public EarlierBuilds(CacheDirectory cache, Repository target, Duration maxAge, Progress progress) {
        this.cache = cache;
        this.target = target;
        this.maxAge = maxAge;
        this.progress = progress;
    }

    /**
     * An image that was made already.
     *
     * @param manifest as its registry has it
     * @param made when
     * @param known whether this machine knew of it, so that no registry was asked
     */
    public record Earlier(FetchedManifest manifest, Instant made, boolean known) {}

    /**
     * The image with this fingerprint that this machine or the repository knows of.
     *
     * @param whyNot hears, for people, why one that there is may not be reused
     */
    public Optional<Earlier> find(Fingerprint fingerprint, Consumer<String> whyNot) {
        if (!fingerprint.pure() && maxAge.isZero()) {
            whyNot.accept("commands decide the image, and " + Setting.MAX_AGE.inWords() + " is 0");
            return Optional.empty();
        }
        try {
            return local(fingerprint)
                    .filter(earlier -> isFresh(fingerprint, earlier, whyNot))
                    .or(() -> remote(fingerprint).filter(earlier -> isFresh(fingerprint, earlier, whyNot)));
        } catch (BuildException e) {
            progress.note("earlier builds are not looked for: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** An image from the future is as strange as one that is too old: one of the clocks is wrong. */
    private boolean isFresh(Fingerprint fingerprint, Earlier earlier, Consumer<String> whyNot) {
        boolean fresh = fingerprint.pure()
                || Duration.between(earlier.made(), Instant.now()).abs().compareTo(maxAge) < 0;
        if (!fresh) {
            whyNot.accept("commands decide the image, and that of " + earlier.made() + " is older than "
                    + Setting.MAX_AGE.inWords() + " allows");
        }
        return fresh;
    }

    /** What this machine built: its manifest is in the cache, and whoever tags it finds out whether the repository has it. */
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

    /** Remembers an image that was made and pushed. A registry that does not take the copy costs the next agent time, and this build nothing. */
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

    /** What this machine knows of an image that was found in the repository, so that the next build need not ask. */
    public void keepLocally(Fingerprint fingerprint, FetchedManifest image, Instant made) {
        cache.writeBlob(image.descriptor().digest(), image.bytes());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("image", image.descriptor().digest().toString());
        record.put("mediaType", image.descriptor().mediaType());
        // A number, since the first text of a time that is read costs a start 5 ms.
        record.put("madeMillis", made.toEpochMilli());
        cache.write(Shelf.BUILDS, localName(fingerprint), new JsonObject(record).toBytes());
    }

    /**
     * Why the image was not there, for people: what changed since the last build of the same kind on this machine. Remembers this one.
     *
     * @param kind names what is built over and over: its context, Dockerfile and target
     */
    public String changeSinceLast(String kind, Fingerprint fingerprint) {
        String name = "last-" + Digest.of(kind.getBytes(StandardCharsets.UTF_8)).hex();
        Optional<byte[]> last = cache.read(Shelf.BUILDS, name);
        byte[] now = fingerprint.toBytes();
        if (last.isPresent() && Arrays.equals(last.get(), now)) {
            return "nothing changed since the last build on this machine, but " + target.fullName()
                    + " does not have its image";
        }
        cache.write(Shelf.BUILDS, name, now);
        return last.flatMap(earlier -> difference(fingerprint, earlier))
                .orElse("this machine knows of no build before it, and " + target.fullName() + " has no image of it");
    }

    private static Optional<String> difference(Fingerprint fingerprint, byte[] earlier) {
        try {
            return fingerprint.difference(Fingerprint.parse(earlier));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }
}
