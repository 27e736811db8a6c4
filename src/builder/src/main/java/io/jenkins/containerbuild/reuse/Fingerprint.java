package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that determines an image, part by part. Two builds with the same digest make the same image, provided that
 * their RUN commands give the same result. Modification times, comments, formatting and files that no instruction needs
 * are left out.
 */
public final class Fingerprint {
    private static final int MOST_CHANGES_TOLD = 3;

    private final Map<String, String> parts;
    private final boolean pure;
    private final Map<String, String> places;
    private Digest digest;

    /**
     * @param parts the digest of each part, by its name ({@code file src/a.txt}, {@code base debian:12})
     * @param pure see {@link #pure()}
     * @param places human-readable positions of parts in the Dockerfile, by the part's name; they do not affect the
     *      digest
     */
    Fingerprint(Map<String, String> parts, boolean pure, Map<String, String> places) {
        this.parts = parts;
        this.pure = pure;
        this.places = places;
    }

    /**
     * Computes the fingerprint.
     *
     * @param stages the stages that the target needs
     * @param images the images that these stages use
     * @param files the needed files, by the name of their context; "" is the build context
     * @param fetched for each URL of ADD, a text that changes when the remote content changes; URLs with a checksum are
     *     left out
     * @param settings the settings of the request that affect the image, by the name of their option
     * @param sourceDateEpoch if given, the time (in seconds since the epoch) to which all later timestamps are clamped;
     *     earlier modification times of files are then part of the fingerprint
     */
    public static Fingerprint of(
            List<Stage> stages,
            Map<ExternalSource.Key, BaseImage> images,
            Map<String, ContextPlan> files,
            Map<String, String> fetched,
            Map<String, Object> settings,
            Optional<Long> sourceDateEpoch,
            FileDigests digests) {
        FingerprintParts parts = new FingerprintParts(digests, fetched, sourceDateEpoch);
        parts.addSettings(settings);
        parts.addImages(images);
        parts.addStages(stages);
        files.forEach(parts::addFiles);
        return parts.fingerprint(stages.stream().noneMatch(FingerprintParts::runsCommands));
    }

    /** Whether the fingerprint fully determines the image. This is the case if there are no RUN instructions. */
    public boolean pure() {
        return pure;
    }

    /** The digest of each part, by its name. */
    public Map<String, String> parts() {
        return parts;
    }

    /** One digest of all parts. */
    public Digest digest() {
        if (digest == null) {
            digest = Digest.parse("sha256:" + Canonical.digest(parts));
        }
        return digest;
    }

    /** A human-readable list of the differences from an earlier fingerprint; empty if there are none. */
    public Optional<String> difference(Fingerprint earlier) {
        List<String> changes = new ArrayList<>();
        parts.forEach((name, part) -> {
            String before = earlier.parts.get(name);
            if (!part.equals(before)) {
                changes.add(places.getOrDefault(name, inWords(name)) + (before == null ? " is new" : " changed"));
            }
        });
        earlier.parts.keySet().stream()
                .filter(name -> !parts.containsKey(name))
                .forEach(name -> changes.add(inWords(name) + " is gone"));
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        String first = String.join(", ", changes.subList(0, Math.min(MOST_CHANGES_TOLD, changes.size())));
        int more = changes.size() - MOST_CHANGES_TOLD;
        return Optional.of(more > 0 ? first + " and " + more + " more" : first);
    }

    /** Returns the user-facing name of a part that is a setting of the request; other names are returned unchanged. */
    private static String inWords(String name) {
        return Setting.ofOption(name).map(Setting::inWords).orElse(name);
    }

    /** Serializes the fingerprint for {@link #parse}. Paths may contain any bytes, so names are written as bytes. */
    byte[] toBytes() {
        Map<String, Object> members = new LinkedHashMap<>();
        parts.forEach(
                (name, part) -> members.put(new String(PathBytes.encode(name), StandardCharsets.ISO_8859_1), part));
        return new JsonObject(Map.of("pure", pure, "parts", members)).toBytes();
    }

    /** Parses the result of {@link #toBytes}; throws {@link IllegalArgumentException} if the bytes are invalid. */
    static Fingerprint parse(byte[] bytes) {
        JsonObject json = JsonObject.parse(bytes);
        Map<String, String> parts = new TreeMap<>();
        json.stringMap("parts").forEach((name, part) -> {
            byte[] path = name.getBytes(StandardCharsets.ISO_8859_1);
            parts.put(PathBytes.decode(path, 0, path.length), part);
        });
        return new Fingerprint(parts, json.bool("pure"), Map.of());
    }
}
