package io.jenkins.containerbuild.builder.layer;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Zstandard (RFC 8878). The only class here that needs its native library, which is not loaded before the first call. */
final class Zstandard {
    private static final int LEVEL = 3;

    private Zstandard() {}

    /** Squeezes on all cores; the same bytes give the same stream however many there are. Closing it closes {@code out}. */
    static OutputStream compress(OutputStream out) throws IOException {
        return new ZstdOutputStream(out, LEVEL)
                .setWorkers(Math.max(1, Workers.CORES))
                .setCloseFrameOnFlush(false);
    }
}
