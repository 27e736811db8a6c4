package io.jenkins.containerbuild.image;

import java.io.Serializable;

/**
 * The name of an image, {@code [registry/]repository[:tag][@digest]}, normalised as the reference package of CNCF Distribution does: no
 * registry means {@code docker.io}, there one word means {@code library/word}.
 *
 * @param tag empty where none is given
 * @param digest null where none is given
 */
public record ImageReference(String registry, String repository, String tag, Digest digest) implements Serializable {
    private static final int LONGEST = 1024;
    private static final int LONGEST_REPOSITORY = 255;

    /** Reads a reference; throws {@link IllegalArgumentException}, whose message says what is wrong, where it is none. */
    public static ImageReference parse(String text) {
        if (text.length() > LONGEST) {
            throw wrong(text.substring(0, 40) + "…", "names have at most " + LONGEST + " characters");
        }
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        if (named.isEmpty()) {
            throw wrong(text, "a name such as registry.example/team/app:1.0 would work");
        }
        // A colon before a slash leads a registry's port.
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > 0 && colon > named.lastIndexOf('/');
        String tag = tagged ? named.substring(colon + 1) : "";
        if (tagged && !ReferenceSyntax.isTag(tag)) {
            throw wrong(text, "the tag may have letters, digits, '_', '.', '-', at most 128 of them");
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
            throw wrong(text, "\"" + registry + "\" is no host name");
        }
        if (repository.length() > LONGEST_REPOSITORY || !ReferenceSyntax.isRepository(repository)) {
            throw wrong(text, "a repository has lower-case letters and digits, with '.', '_', '-' or '/' between them");
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    /** One form for all ways to write an image's name: {@code alpine} is {@code docker.io/library/alpine:latest}. What is none stays as it is. */
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

    /** With the tag {@code latest} where neither tag nor digest is given. */
    public ImageReference withDefaultTag() {
        return hasTag() || hasDigest() ? this : withTag("latest");
    }

    public ImageReference withTag(String other) {
        return new ImageReference(registry, repository, other, null);
    }

    public ImageReference withDigest(Digest other) {
        return new ImageReference(registry, repository, tag, other);
    }

    /** What a registry's API is asked for: the digest where there is one, else the tag, else {@code latest}. */
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
