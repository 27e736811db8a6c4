package io.jenkins.containerbuild.cache;

import java.util.Locale;

/** The kinds of files that a {@link CacheDirectory} keeps; each kind has names of its own. */
public enum Shelf {
    /** Content by its digest: layers, manifests, configurations. */
    BLOBS,
    /** What is known of a layer, by the key of what it was made from. */
    LAYERS,
    /** What stands in a layer of a base, by the layer's digest. */
    LISTINGS,
    /** Single files out of layers of bases. */
    MEMBERS,
    /** Digests of the files of a context, by its root. */
    DIGESTS,
    /** What an engine was offered last, by engine, context and Dockerfile. */
    OFFERS,
    /** Images that were built, by the fingerprint of what decided them. */
    BUILDS;

    String directory() {
        return name().toLowerCase(Locale.ROOT);
    }
}
