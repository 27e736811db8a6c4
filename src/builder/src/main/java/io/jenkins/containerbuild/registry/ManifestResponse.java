package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import java.util.Optional;

/** Reads the type, digest and size of a manifest or index from the response of a registry. */
final class ManifestResponse {
    private ManifestResponse() {}

    /** The descriptor in the headers, or empty if they are incomplete. */
    static Optional<Descriptor> described(Response response, String tagOrDigest) {
        String type = mediaType(response);
        long size = response.length("Content-Length");
        Optional<Digest> digest =
                digest(response.header("Docker-Content-Digest").orElse(""));
        boolean complete = response.status() == 200
                && size > 0
                && (MediaTypes.isManifest(type) || MediaTypes.isIndex(type))
                && digest.isPresent()
                && (!tagOrDigest.contains(":")
                        || tagOrDigest.equals(digest.get().toString()));
        return complete ? Optional.of(new Descriptor(type, digest.get(), size)) : Optional.empty();
    }

    static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The media type in the manifest, which takes precedence because some registries send a general or wrong header.
     */
    static String knownType(String header, byte[] bytes) {
        try {
            String own = MediaTypes.of(JsonObject.parse(bytes));
            return own.isEmpty() ? header : own;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the response is not a manifest: its type is \"" + header + "\"", e);
        }
    }

    static String mediaType(Response response) {
        String type = response.header("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip();
    }
}
