package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Digest;
import java.io.InputStream;

/** Puts layers into the cache that somebody else has made, compressed as layers made here are. */
public final class LayerSqueezer {
    private final LayerWriter writer;

    public LayerSqueezer(CacheDirectory cache, Compression compression) {
        this.writer = new LayerWriter(cache, compression, Long.MAX_VALUE);
    }

    /**
     * Compresses on all cores.
     *
     * @param tar read to its end
     * @param diffId digest of the tar
     * @throws io.jenkins.containerbuild.fault.ServiceException where the cache's disk is at fault
     */
    public Layer squeeze(InputStream tar, Digest diffId) {
        LayerWriter.Written written = writer.write(out -> {
            tar.transferTo(out);
            return diffId;
        });
        return new Layer(written.descriptor(), diffId, new Layer.InFile(written.file()));
    }
}
