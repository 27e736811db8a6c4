package io.jenkins.containerbuild.builder;

/**
 * How a plan is carried out; nothing of it changes the root file system.
 *
 * @param useCache false for {@code --no-cache}
 * @param caches where layers of other machines' builds are looked for, and left for them
 */
public record BuildOptions(boolean useCache, Compression compression, LayerSplit layerSplit, LayerCaches caches) {

    /** Without caches of others. */
    public BuildOptions(boolean useCache, Compression compression, LayerSplit layerSplit) {
        this(useCache, compression, layerSplit, LayerCaches.NONE);
    }

    /** How layers are compressed. */
    public enum Compression {
        GZIP,
        ZSTD
    }

    /** Whether a big COPY may become several layers. */
    public enum LayerSplit {
        AUTO,
        OFF
    }
}
