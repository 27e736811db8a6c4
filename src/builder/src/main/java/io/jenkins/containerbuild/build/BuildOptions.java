package io.jenkins.containerbuild.build;

/**
 * How a plan is carried out; nothing of it changes the root file system.
 *
 * @param useCache false for {@code --no-cache}
 */
public record BuildOptions(boolean useCache, Compression compression, LayerSplit layerSplit) {

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
