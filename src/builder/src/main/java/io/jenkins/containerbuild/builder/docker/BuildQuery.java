package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a plan asks for, as parameters of {@code POST /build}. */
final class BuildQuery {
    private BuildQuery() {}

    /** Those that every engine knows; each begins with {@code &}. */
    static String common(BuildPlan plan, EngineInput input) {
        StringBuilder query = new StringBuilder();
        input.tags().forEach(tag -> query.append("&t=").append(encode(tag)));
        query.append("&buildargs=").append(json(arguments(plan, input)));
        query.append("&labels=").append(json(plan.labels()));
        query.append("&platform=").append(encode(plan.platform().toString()));
        if (!input.target().isEmpty()) {
            query.append("&target=").append(encode(input.target()));
        }
        if (!plan.options().useCache()) {
            query.append("&nocache=1");
        }
        return query.toString();
    }

    /** BuildKit takes the moment that clamps times from an argument, as buildx gives it, and the wish for an inline cache, too. */
    private static Map<String, String> arguments(BuildPlan plan, EngineInput input) {
        Map<String, String> arguments = new LinkedHashMap<>(input.buildArguments());
        plan.sourceDateEpoch().ifPresent(seconds -> arguments.putIfAbsent("SOURCE_DATE_EPOCH", seconds.toString()));
        if (plan.options().caches().isInline()) {
            arguments.put("BUILDKIT_INLINE_CACHE", "1");
        }
        return arguments;
    }

    /** Where BuildKit looks for layers of other machines. */
    static String cacheFrom(BuildPlan plan) {
        List<String> references = new ArrayList<>();
        for (ImageReference reference : sources(plan)) {
            references.add("\"" + reference + "\"");
        }
        return references.isEmpty() ? "" : "&cachefrom=" + encode("[" + String.join(",", references) + "]");
    }

    /** The images that they are looked for in. */
    static List<ImageReference> sources(BuildPlan plan) {
        return plan.options().caches().from().stream()
                .flatMap(place -> place.reference().stream())
                .toList();
    }

    /** Throws {@link InputException} for a cache that an engine's API cannot name. */
    static void check(LayerCaches caches) {
        for (LayerCaches.Place place : caches.from()) {
            if (!place.isRegistry() || !place.attributes().isEmpty()) {
                throw new InputException(Setting.CACHE_FROM.inWords() + " " + place.text()
                        + ": an engine takes layers from type=registry,ref=REF; "
                        + Setting.BUILDER.inWords("buildx") + " takes others");
            }
        }
        for (LayerCaches.Place place : caches.to()) {
            if (!place.isInline() || !place.attributes().isEmpty()) {
                throw new InputException(Setting.CACHE_TO.inWords() + " " + place.text()
                        + ": an engine writes no cache but type=inline, into the image that it pushes; "
                        + Setting.BUILDER.inWords("buildx")
                        + " with a builder of its own (docker buildx create --use) writes others");
            }
        }
    }

    private static String json(Map<String, String> members) {
        return encode(new JsonObject(new LinkedHashMap<>(members)).toStringWithNulls());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
