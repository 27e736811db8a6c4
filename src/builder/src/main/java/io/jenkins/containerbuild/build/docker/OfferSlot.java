package io.jenkins.containerbuild.build.docker;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A ledger that this build has to itself: builds of one Dockerfile that run at once have one each, held by a lock on a file. */
final class OfferSlot implements AutoCloseable {
    private static final int MOST = 64;

    private final FileChannel lock;
    private final OfferLedger ledger;

    private OfferSlot(FileChannel lock, OfferLedger ledger) {
        this.lock = lock;
        this.ledger = ledger;
    }

    /** @param what decides whose files these are: engine, context and Dockerfile */
    static OfferSlot take(CacheDirectory cache, String what) {
        String name = Digest.of(what.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 24);
        try {
            Path folder = Files.createDirectories(cache.root().resolve("locks"));
            for (int i = 0; i < MOST; i++) {
                FileChannel lock = tryLock(folder.resolve(name + "-" + i));
                if (lock != null) {
                    return new OfferSlot(lock, OfferLedger.open(cache, name + "-" + i));
                }
            }
        } catch (IOException e) {
            throw cache.failure(e);
        }
        return new OfferSlot(
                null,
                OfferLedger.open(cache, name + "-" + ProcessHandle.current().pid()));
    }

    /** Null where another build has it. */
    private static FileChannel tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException anotherThreadHasIt) {
            // As if it were another process.
        }
        channel.close();
        return null;
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
            // Closing frees the lock even where it fails.
        }
    }
}
