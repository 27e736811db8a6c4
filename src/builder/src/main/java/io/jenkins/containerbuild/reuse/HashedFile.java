package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.fault.FileFault;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A file whose digest is being computed. */
final class HashedFile {
    private static final int BUFFER = 128 << 10;
    private static final int FILES_WORTH_A_THREAD = 8;
    private static final long BYTES_WORTH_A_THREAD = 1 << 20;

    final DiskContent content;

    /** Index of the file among the requested contents. */
    final int index;

    private Digest digest;
    private long readAtNanos;

    HashedFile(DiskContent content, int index) {
        this.content = content;
        this.index = index;
    }

    Digest digest() {
        return digest;
    }

    /** Reads the files, on all cores if there are many or large ones. */
    static void hashAll(List<HashedFile> files) {
        AtomicInteger next = new AtomicInteger();
        List<FutureTask<Void>> helpers = new ArrayList<>();
        int cores = Runtime.getRuntime().availableProcessors();
        for (int i = 1; i < cores && worthThreads(files); i++) {
            FutureTask<Void> helper = new FutureTask<>(() -> hashRest(files, next), null);
            helpers.add(helper);
            Thread thread = new Thread(helper, "digest");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            hashRest(files, next);
        } finally {
            next.set(files.size());
        }
        helpers.forEach(HashedFile::await);
    }

    private static boolean worthThreads(List<HashedFile> files) {
        long bytes = 0;
        for (HashedFile file : files) {
            bytes += file.content.stat().size();
        }
        return files.size() >= FILES_WORTH_A_THREAD || files.size() > 1 && bytes >= BYTES_WORTH_A_THREAD;
    }

    private static void hashRest(List<HashedFile> files, AtomicInteger next) {
        byte[] buffer = new byte[BUFFER];
        for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
            files.get(i).hash(buffer);
        }
    }

    private static void await(Future<Void> helper) {
        try {
            helper.get();
        } catch (InterruptedException e) {
            throw cancelled();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(e.getCause());
        }
    }

    private void hash(byte[] buffer) {
        readAtNanos = System.currentTimeMillis() * 1_000_000L;
        MessageDigest sha256 = Digest.sha256();
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha256.update(buffer, 0, count);
                if (Thread.currentThread().isInterrupted()) {
                    throw cancelled();
                }
            }
            if (content.hasChanged()) {
                throw changed();
            }
        } catch (ClosedByInterruptException e) {
            throw cancelled();
        } catch (IOException e) {
            if (content.hasChanged()) {
                throw changed();
            }
            throw new InputException(
                    content.path() + ": cannot be read: " + FileFault.reason(e)
                            + ". Make it readable for the user who builds, or add it to .dockerignore",
                    e);
        }
        digest = Digest.of(sha256);
    }

    private static CancellationException cancelled() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while files were read");
    }

    private InputException changed() {
        return new InputException(content.path() + " changed while it was read; build again when nothing writes to it");
    }

    /** Whether a later write might leave the same stat, so that the digest must not be kept. */
    boolean isRacy() {
        return content.stat().isRacy(readAtNanos);
    }
}
