package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import java.util.Optional;

/** Reads what registries' answers say about a manifest or index. */
final class ManifestResponse {
    private ManifestResponse() {}

    /** What the headers say, if they say all of it. */
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

    /** The manifest itself decides: some registries send a general type or a wrong one. */
    static String knownType(String header, byte[] bytes) {
        try {
            String own = MediaTypes.of(JsonObject.parse(bytes));
            return own.isEmpty() ? header : own;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the answer is not a manifest: its type is \"" + header + "\"", e);
        }
    }

    static String mediaType(Response response) {
        String type = response.header("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip();
    }
}
