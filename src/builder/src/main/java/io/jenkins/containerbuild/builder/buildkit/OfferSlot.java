package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A ledger that only this build uses. Each concurrent build of the same Dockerfile gets its own ledger, reserved by a
 * lock on a file.
 */
final class OfferSlot implements AutoCloseable {
    private static final int MOST = 64;

    private final FileChannel lock;
    private final OfferLedger ledger;

    private OfferSlot(FileChannel lock, OfferLedger ledger) {
        this.lock = lock;
        this.ledger = ledger;
    }

    /** @param what identifies the files: engine, context and Dockerfile */
    static OfferSlot take(CacheDirectory cache, String what) {
        String name = Digest.of(what.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 24);
        for (int i = 0; i < MOST; i++) {
            Optional<FileChannel> lock = cache.tryLock(name + "-" + i);
            if (lock.isPresent()) {
                return new OfferSlot(lock.get(), OfferLedger.open(cache, name + "-" + i));
            }
        }
        return new OfferSlot(
                null,
                OfferLedger.open(cache, name + "-" + ProcessHandle.current().pid()));
    }

    OfferLedger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException freedAllTheSame) {
            // close() releases the lock even if closing fails.
        }
    }
}
