package io.jenkins.containerbuild.builder.buildkit;

import com.google.protobuf.CodedOutputStream;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.builder.engine.EngineInput;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Creates BuildKit's SolveRequest message for a plan: the Dockerfile frontend with its options, the exporter and the
 * caches.
 */
final class SolveRequest {
    private static final int REF = 1;
    private static final int EXPORTER = 3;
    private static final int EXPORTER_ATTRIBUTES = 4;
    private static final int SESSION = 5;
    private static final int FRONTEND = 6;
    private static final int FRONTEND_ATTRIBUTES = 7;
    private static final int CACHE = 8;
    private static final int CACHE_EXPORTS = 4;
    private static final int CACHE_IMPORTS = 5;
    private static final String INLINE_CACHE = "BUILDKIT_INLINE_CACHE";

    private final BuildPlan plan;
    private final EngineInput input;
    private final Export export;

    /**
     * The exporter of the result.
     *
     * @param again whether the build has already run, so that this run may use the cache even if the user disabled it
     */
    record Export(String exporter, Map<String, String> attributes, boolean again) {}

    SolveRequest(BuildPlan plan, EngineInput input, Export export) {
        this.plan = plan;
        this.input = input;
        this.export = export;
    }

    /**
     * Returns the encoded message.
     *
     * @param ref identifies the build in calls of Control.Status
     * @param session identifies the session that offers files, secrets and credentials
     */
    byte[] message(String ref, String session) throws IOException {
        return Wire.message(out -> {
            out.writeString(REF, ref);
            out.writeString(EXPORTER, export.exporter());
            Wire.writeMap(out, EXPORTER_ATTRIBUTES, export.attributes());
            out.writeString(SESSION, session);
            out.writeString(FRONTEND, "dockerfile.v0");
            Wire.writeMap(out, FRONTEND_ATTRIBUTES, frontendAttributes());
            out.writeByteArray(CACHE, Wire.message(this::writeCaches));
        });
    }

    private Map<String, String> frontendAttributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("filename", Offers.DOCKERFILE);
        attributes.put("platform", plan.platform().toString());
        if (!input.target().isEmpty()) {
            attributes.put("target", input.target());
        }
        if (!plan.options().useCache() && !export.again()) {
            attributes.put("no-cache", "");
        }
        plan.sourceDateEpoch().ifPresent(seconds -> attributes.put("build-arg:SOURCE_DATE_EPOCH", seconds.toString()));
        input.buildArguments().forEach((name, value) -> {
            if (value != null) {
                attributes.put("build-arg:" + name, value);
            }
        });
        plan.labels().forEach((name, value) -> attributes.put("label:" + name, value));
        input.named()
                .keySet()
                .forEach(name -> attributes.put("context:" + shortened(name), "local:" + Offers.directory(name)));
        plan.images().values().stream()
                .filter(image -> image.reference() == null)
                .forEach(layout -> attributes.put(
                        "context:" + shortened(layout.requested()),
                        "oci-layout://" + LayoutBlobs.STORE + "@"
                                + layout.descriptor().digest()));
        List<LayerCaches.Place> sources = plan.options().caches().from();
        if (!sources.isEmpty()) {
            attributes.put(
                    "cache-imports",
                    sources.stream()
                            .map(place -> new JsonObject(
                                            Map.<String, Object>of("Type", place.type(), "Attrs", attributes(place)))
                                    .toString())
                            .collect(Collectors.joining(",", "[", "]")));
        }
        return attributes;
    }

    /**
     * Shortens the name of a context as the frontend does before it looks up the context:
     * {@code docker.io/library/alpine:latest} becomes {@code alpine}.
     */
    private static String shortened(String context) {
        return ImageReference.familiar(context)
                .replaceFirst("^docker\\.io/(library/)?", "")
                .replaceFirst(":latest$", "");
    }

    private void writeCaches(CodedOutputStream out) throws IOException {
        String asked = input.buildArguments().get(INLINE_CACHE);
        List<LayerCaches.Place> targets =
                new ArrayList<>(plan.options().caches().to());
        if (asked != null && asked.matches("1|t|T|TRUE|true|True")) {
            targets.add(LayerCaches.target("type=inline"));
        }
        for (LayerCaches.Place place : targets) {
            out.writeByteArray(CACHE_EXPORTS, Wire.message(entry -> writeCache(entry, place)));
        }
        for (LayerCaches.Place place : plan.options().caches().from()) {
            out.writeByteArray(CACHE_IMPORTS, Wire.message(entry -> writeCache(entry, place)));
        }
    }

    private static void writeCache(CodedOutputStream out, LayerCaches.Place place) throws IOException {
        out.writeString(1, place.type());
        Wire.writeMap(out, 2, attributes(place));
    }

    private static Map<String, String> attributes(LayerCaches.Place place) {
        Map<String, String> attributes = new LinkedHashMap<>(place.attributes());
        place.reference().ifPresent(reference -> attributes.put("ref", reference.toString()));
        return attributes;
    }

    /** The images that serve as registry caches. */
    static List<ImageReference> cacheImages(BuildPlan plan) {
        return plan.options().caches().all().stream()
                .flatMap(place -> place.reference().stream())
                .toList();
    }

    /** Throws {@link InputException} if a cache is of a kind that an engine does not support. */
    static void checkCaches(LayerCaches caches) {
        for (LayerCaches.Place place : caches.from()) {
            if (!place.isRegistry() || !place.attributes().isEmpty()) {
                throw new InputException(Setting.CACHE_FROM.inWords() + " " + place.text()
                        + ": an engine takes layers from type=registry,ref=REF; "
                        + Setting.BUILDER.inWords("buildkit:ADDRESS") + " takes others");
            }
        }
        for (LayerCaches.Place place : caches.to()) {
            if (!place.isInline() || !place.attributes().isEmpty()) {
                throw new InputException(Setting.CACHE_TO.inWords() + " " + place.text()
                        + ": an engine writes no cache but type=inline, into the image that it pushes; "
                        + Setting.BUILDER.inWords("buildkit:ADDRESS") + " writes others");
            }
        }
    }
}
