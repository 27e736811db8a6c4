package io.jenkins.containerbuild.image;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * The source that a name in a Dockerfile refers to: an image, or the replacement that {@code --build-context
 * NAME=VALUE} defines for an image or a stage.
 */
public sealed interface NamedContext {
    /** The name that the user chose, or "" for an image reference in the Dockerfile. */
    String name();

    /** The source in the syntax of {@code --build-context}. */
    String value();

    /** The files of a directory on this machine. */
    record Directory(String name, Path path) implements NamedContext {
        @Override
        public String value() {
            return path.toString();
        }
    }

    /** An image in a registry. */
    record Image(String name, ImageReference reference) implements NamedContext, Serializable {
        static final String PREFIX = "docker-image://";

        public Image {
            reference = reference.withDefaultTag();
        }

        /** Parses an image reference in a Dockerfile; throws {@link IllegalArgumentException} if it is invalid. */
        public static Image parse(String reference) {
            return new Image("", ImageReference.parse(reference));
        }

        @Override
        public String value() {
            return PREFIX + reference;
        }
    }

    /**
     * An image in a directory (OCI image layout specification). Without tag and digest, the image tagged {@code latest}
     * is used, or the only image if there is no such tag.
     *
     * @param tag tag, or "" if not set
     * @param digest digest, or null if not set
     */
    record Layout(String name, Path directory, String tag, Digest digest) implements NamedContext {
        static final String PREFIX = "oci-layout://";

        /** Parses {@code PATH[:tag][@digest]}. */
        private static Layout parse(String name, String text) {
            int at = text.lastIndexOf('@');
            String rest = at < 0 ? text : text.substring(0, at);
            int colon = rest.lastIndexOf(':');
            boolean tagged = colon > rest.lastIndexOf('/');
            Path directory = Path.of(tagged ? rest.substring(0, colon) : rest);
            Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
            return new Layout(name, directory, tagged ? rest.substring(colon + 1) : "", digest);
        }

        @Override
        public String value() {
            return PREFIX + directory + (tag.isEmpty() ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
        }
    }

    /**
     * Parses the value of a named context: {@code docker-image://REF}, {@code oci-layout://PATH[:tag][@digest]} or the
     * path of a directory. Throws {@link IllegalArgumentException} with the reason if the value is invalid.
     */
    static NamedContext parse(String name, String value) {
        if (value.startsWith(Image.PREFIX)) {
            return new Image(name, ImageReference.parse(value.substring(Image.PREFIX.length())));
        }
        if (!value.startsWith(Layout.PREFIX)) {
            return new Directory(name, Path.of(value));
        }
        try {
            return Layout.parse(name, value.substring(Layout.PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    value + ": " + e.getMessage() + "; use oci-layout://PATH[:tag][@digest]", e);
        }
    }
}
