package io.jenkins.containerbuild.image;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A reference to content by media type, digest and size in bytes.
 *
 * @param platform platform of the content, or null if not set
 */
public record Descriptor(String mediaType, Digest digest, long size, Map<String, String> annotations, Platform platform)
        implements Serializable {

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Map.of(), null);
    }

    /** Creates a descriptor with the SHA-256 digest and the size of the content. */
    public static Descriptor of(String mediaType, byte[] content) {
        return new Descriptor(mediaType, Digest.of(content), content.length);
    }

    /** Reads a descriptor; throws {@link IllegalArgumentException} if it is not valid. */
    public static Descriptor parse(JsonObject json) {
        if (json.number("size") < 0) {
            throw new IllegalArgumentException("a descriptor's size is negative: " + json.number("size"));
        }
        return new Descriptor(
                json.string("mediaType"),
                Digest.parse(json.string("digest")),
                json.number("size"),
                json.stringMap("annotations"),
                json.has("platform") ? platform(json.object("platform")) : null);
    }

    private static Platform platform(JsonObject json) {
        return Platform.normalised(json.string("os"), json.string("architecture"), json.string("variant"));
    }

    public Optional<Platform> optionalPlatform() {
        return Optional.ofNullable(platform);
    }

    public Descriptor withMediaType(String other) {
        return new Descriptor(other, digest, size, annotations, platform);
    }

    /** Returns the descriptor as JSON, with the members in the order of the specification. */
    public JsonObject toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", mediaType);
        json.put("digest", digest.toString());
        json.put("size", size);
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        if (platform != null) {
            Map<String, Object> inner = new LinkedHashMap<>();
            inner.put("architecture", platform.architecture());
            inner.put("os", platform.os());
            if (!platform.variant().isEmpty()) {
                inner.put("variant", platform.variant());
            }
            json.put("platform", inner);
        }
        return new JsonObject(json);
    }
}
