package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import java.util.Optional;

/** Reads the type, digest and size of a manifest or index from the response of a registry. */
final class ManifestResponse {
    private ManifestResponse() {}

    /** Returns the descriptor in the headers; empty if they are incomplete or contradict the requested digest. */
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
     * Returns the media type in the manifest or, if there is none, in the header. Some registries send a generic or
     * wrong header.
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
