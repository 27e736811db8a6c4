package io.jenkins.containerbuild.builder;

/**
 * Settings of a build that do not change the root file system of the image.
 *
 * @param useCache false for {@code --no-cache}
 * @param caches layer caches shared with the builds of other machines
 */
public record BuildOptions(boolean useCache, Compression compression, LayerSplit layerSplit, LayerCaches caches) {
    public static final BuildOptions DEFAULTS = new BuildOptions(true, Compression.GZIP, LayerSplit.AUTO);

    /** Options without shared layer caches. */
    public BuildOptions(boolean useCache, Compression compression, LayerSplit layerSplit) {
        this(useCache, compression, layerSplit, LayerCaches.NONE);
    }

    public enum Compression {
        GZIP,
        ZSTD
    }

    /** Whether a large COPY may be split into several layers. */
    public enum LayerSplit {
        AUTO,
        OFF
    }
}
