package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.PathBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that decides an image, part by part. Two builds with the same digest make the same image, as far as their commands do the same; times
 * of files, comments, formatting and files that no instruction needs do not count.
 */
public final class Fingerprint {
    private static final int MOST_CHANGES_TOLD = 3;

    private final Map<String, String> parts;
    private final boolean pure;
    private final Map<String, String> places;
    private Digest digest;

    /**
     * @param parts what each part is called ({@code file src/a.txt}, {@code base debian:12}), and its digest
     * @param pure see {@link #pure()}
     * @param places where parts of the Dockerfile stand in it, for people; they decide nothing
     */
    Fingerprint(Map<String, String> parts, boolean pure, Map<String, String> places) {
        this.parts = parts;
        this.pure = pure;
        this.places = places;
    }

    /**
     * Takes the fingerprint.
     *
     * @param stages that the target needs
     * @param images that they use
     * @param files by the name of the context they are in; "" is the build's own
     * @param fetched what the URLs of ADD give, by URL: a text that differs if the content does; none for URLs with a checksum
     * @param settings of the request that decide the image, by their option
     * @param sourceDateEpoch seconds since 1970 that clamp all times, where given; then times of files that are older count
     */
    public static Fingerprint of(
            List<Stage> stages,
            Map<String, BaseImage> images,
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

    /** Whether the fingerprint tells all that decides the image: no command ran. */
    public boolean pure() {
        return pure;
    }

    /** What each part is called, and its digest. */
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

    /** What differs from an earlier build's, for people; empty where nothing does. */
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

    /** Parts that are settings of the request go by the user's name for them. */
    private static String inWords(String name) {
        return Setting.ofOption(name).map(Setting::inWords).orElse(name);
    }

    /** Written so that {@link #parse} reads it. Paths may be any bytes, so names go as bytes do. */
    byte[] toBytes() {
        Map<String, Object> members = new LinkedHashMap<>();
        parts.forEach(
                (name, part) -> members.put(new String(PathBytes.encode(name), StandardCharsets.ISO_8859_1), part));
        return new JsonObject(Map.of("pure", pure, "parts", members)).toBytes();
    }

    /** Throws {@link IllegalArgumentException} where the bytes are no fingerprint. */
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
