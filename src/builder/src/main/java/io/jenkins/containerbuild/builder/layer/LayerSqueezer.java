package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Digest;
import java.io.InputStream;

/** Adds layers made by an engine to the cache, compressed in the same way as layers of the embedded builder. */
public final class LayerSqueezer {
    private final LayerWriter writer;

    public LayerSqueezer(CacheDirectory cache, Compression compression) {
        this.writer = new LayerWriter(cache, compression, Long.MAX_VALUE);
    }

    /**
     * Compresses a layer on all cores.
     *
     * @param tar the uncompressed layer, which is read to its end
     * @param diffId digest of the tar
     * @throws io.jenkins.containerbuild.fault.ServiceException if the layer cannot be written to the cache
     */
    public Layer squeeze(InputStream tar, Digest diffId) {
        LayerWriter.Written written = writer.write(out -> {
            tar.transferTo(out);
            return diffId;
        });
        return new Layer(written.descriptor(), diffId, new Layer.InFile(written.file()));
    }
}
