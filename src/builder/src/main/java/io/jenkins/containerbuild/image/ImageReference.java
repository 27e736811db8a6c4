package io.jenkins.containerbuild.image;

import java.io.Serializable;

/**
 * The name of an image, {@code [registry/]repository[:tag][@digest]}, normalised as in CNCF Distribution's reference
 * package: the default registry is {@code docker.io}, where a repository {@code word} without a slash becomes {@code
 * library/word}.
 *
 * @param tag tag, or "" if not set
 * @param digest digest, or null if not set
 */
public record ImageReference(String registry, String repository, String tag, Digest digest) implements Serializable {
    private static final int LONGEST = 1024;
    private static final int LONGEST_REPOSITORY = 255;

    /**
     * Parses a reference; throws {@link IllegalArgumentException} with the reason if the text is not a valid reference.
     */
    public static ImageReference parse(String text) {
        if (text.length() > LONGEST) {
            throw wrong(text.substring(0, 40) + "…", "use at most " + LONGEST + " characters");
        }
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        if (named.isEmpty()) {
            throw wrong(text, "use a name such as registry.example/team/app:1.0");
        }
        // A colon before a slash separates the host and port of a registry.
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > 0 && colon > named.lastIndexOf('/');
        String tag = tagged ? named.substring(colon + 1) : "";
        if (tagged && !ReferenceSyntax.isTag(tag)) {
            throw wrong(text, "a tag may contain at most 128 letters, digits, '_', '.' and '-'");
        }
        Digest digest = null;
        if (at >= 0) {
            try {
                digest = Digest.parse(text.substring(at + 1));
            } catch (IllegalArgumentException e) {
                throw wrong(text, e.getMessage());
            }
        }
        return of(text, tagged ? named.substring(0, colon) : named, tag, digest);
    }

    private static ImageReference of(String text, String name, String tag, Digest digest) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean named = first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(java.util.Locale.ROOT));
        String registry = named ? first : "docker.io";
        String repository = named ? name.substring(slash + 1) : name;
        if (registry.equals("index.docker.io")) {
            registry = "docker.io";
        }
        if (registry.equals("docker.io") && !repository.contains("/")) {
            repository = "library/" + repository;
        }
        if (!ReferenceSyntax.isRegistry(registry)) {
            throw wrong(text, "\"" + registry + "\" is not a host name");
        }
        if (repository.length() > LONGEST_REPOSITORY || !ReferenceSyntax.isRepository(repository)) {
            throw wrong(
                    text,
                    "a repository may contain lower-case letters and digits, with '.', '_', '-' or '/' between them");
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    /**
     * Normalises an image name: {@code alpine} becomes {@code docker.io/library/alpine:latest}. Text that is not a
     * valid image name is returned unchanged.
     */
    public static String familiar(String name) {
        try {
            return parse(name).withDefaultTag().toString();
        } catch (IllegalArgumentException noImage) {
            return name;
        }
    }

    private static IllegalArgumentException wrong(String text, String advice) {
        return new IllegalArgumentException("not an image name: \"" + text + "\"; " + advice);
    }

    public boolean hasTag() {
        return !tag.isEmpty();
    }

    public boolean hasDigest() {
        return digest != null;
    }

    /** Returns this reference with the tag {@code latest} if neither tag nor digest is set. */
    public ImageReference withDefaultTag() {
        return hasTag() || hasDigest() ? this : withTag("latest");
    }

    public ImageReference withTag(String other) {
        return new ImageReference(registry, repository, other, null);
    }

    public ImageReference withDigest(Digest other) {
        return new ImageReference(registry, repository, tag, other);
    }

    /**
     * Returns the identifier of the image in registry requests: the digest if set, otherwise the tag if set, otherwise
     * {@code latest}.
     */
    public String tagOrDigest() {
        return hasDigest() ? digest.toString() : hasTag() ? tag : "latest";
    }

    /** {@code registry/repository}. */
    public String name() {
        return registry + "/" + repository;
    }

    @Override
    public String toString() {
        return name() + (hasTag() ? ":" + tag : "") + (hasDigest() ? "@" + digest : "");
    }
}
