package io.jenkins.containerbuild.cache;

import java.util.Locale;

/** The kinds of files in a {@link CacheDirectory}; file names are unique within a kind. */
public enum Shelf {
    /** Layers, manifests and configurations, by digest. */
    BLOBS,
    /** Descriptions of layers, by the key of their inputs. */
    LAYERS,
    /** File listings of base layers, by the layer's digest. */
    LISTINGS,
    /** Single files from base layers. */
    MEMBERS,
    /** Digests of the files of a context, by the context's path. */
    DIGESTS,
    /** Files last offered to an engine, by engine, context and Dockerfile. */
    OFFERS,
    /** Context files that were scanned and contain no secrets, by the context's path and the Dockerfile's name. */
    SCANS,
    /** Images that were built, by fingerprint. */
    BUILDS;

    String directory() {
        return name().toLowerCase(Locale.ROOT);
    }
}
