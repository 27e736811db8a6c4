package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.dockerfile.syntax.CsvFields;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Layer caches that BuildKit shares between machines: the values of {@code --cache-from} and {@code --cache-to} of
 * {@code docker buildx build}.
 */
public record LayerCaches(List<Place> from, List<Place> to) {
    public static final LayerCaches NONE = new LayerCaches(List.of(), List.of());

    private static final String REGISTRY = "registry";
    private static final String INLINE = "inline";

    /**
     * One layer cache.
     *
     * @param type {@code registry}: an image in a registry; {@code inline}: part of the built image itself; some
     *     builders support further types
     * @param reference the image that contains the cache, for type {@code registry}; otherwise empty
     * @param attributes attributes other than {@code type} and, for type {@code registry}, {@code ref}
     * @param text the option value; includes the type even if the user omitted it
     */
    public record Place(String type, Optional<ImageReference> reference, Map<String, String> attributes, String text) {
        public boolean isRegistry() {
            return type.equals(REGISTRY);
        }

        public boolean isInline() {
            return type.equals(INLINE);
        }
    }

    public boolean isEmpty() {
        return from.isEmpty() && to.isEmpty();
    }

    public List<Place> all() {
        List<Place> all = new ArrayList<>(from);
        all.addAll(to);
        return all;
    }

    /** Whether the cache is to be exported as part of the image. */
    public boolean isInline() {
        return to.stream().anyMatch(Place::isInline);
    }

    /** Parses a value of {@code --cache-from}; throws {@link IllegalArgumentException} if the value is invalid. */
    public static Place source(String text) {
        Place place = place(text);
        if (place.isInline()) {
            throw new IllegalArgumentException(
                    text + ": an inline cache is read from its image; use type=registry,ref=REF");
        }
        return place;
    }

    /** Parses a value of {@code --cache-to}; throws {@link IllegalArgumentException} if the value is invalid. */
    public static Place target(String text) {
        return place(text);
    }

    private static Place place(String text) {
        if (text.indexOf('=') < 0) {
            return new Place(REGISTRY, Optional.of(reference(text)), Map.of(), "type=registry,ref=" + text);
        }
        Map<String, String> attributes = CsvFields.pairs(text);
        String type = attributes.remove("type");
        if (type == null || type.isEmpty()) {
            throw new IllegalArgumentException(text + " has no type; use type=registry,ref=REF or type=inline");
        }
        if (!type.equals(REGISTRY)) {
            return new Place(type, Optional.empty(), attributes, text);
        }
        String reference = attributes.remove("ref");
        if (reference == null) {
            throw new IllegalArgumentException(text + " has no ref; use type=registry,ref=REF");
        }
        return new Place(type, Optional.of(reference(reference)), attributes, text);
    }

    private static ImageReference reference(String text) {
        return ImageReference.parse(text).withDefaultTag();
    }
}
