package io.jenkins.containerbuild.builder.layer;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Compresses with Zstandard (RFC 8878). The native library is loaded on the first call. */
final class Zstandard {
    private static final int LEVEL = 3;

    private Zstandard() {}

    /**
     * Compresses on all cores; the same bytes give the same stream for any number of cores. Closing the result closes
     * {@code out}.
     */
    static OutputStream compress(OutputStream out) throws IOException {
        return new ZstdOutputStream(out, LEVEL)
                .setWorkers(Math.max(1, Workers.CORES))
                .setCloseFrameOnFlush(false);
    }
}
