package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The files that the engine may read, by the name of their directory. */
final class SyncedFiles {
    static final String CONTEXT = "context";
    static final String DOCKERFILE = "dockerfile";

    private final Map<String, Offer> directories;
    private final AtomicLong sent = new AtomicLong();
    private volatile RuntimeException fault;

    /**
     * A directory.
     *
     * @param ledger records the files that BuildKit has, or null if the directory is always sent completely
     */
    record Offer(List<OfferedFile> files, OfferLedger ledger) {}

    SyncedFiles(Map<String, Offer> directories) {
        this.directories = directories;
    }

    /** Number of bytes of context files sent to the engine so far. */
    long sentBytes() {
        return sent.get();
    }

    /** @param wanted paths that the engine requests, or none to request all */
    void send(String name, List<String> wanted, MessageStream stream) {
        Offer offer = directories.get(name);
        if (offer == null) {
            stream.close(Status.NOT_FOUND.withDescription("no directory \"" + name + "\" is offered"));
            return;
        }
        try {
            if (isIgnoreFile(wanted)) {
                new FileSender(stream, List.of(), sent).run();
            } else if (offer.ledger() != null) {
                offer.ledger().begin();
                new FileSender(stream, offer.files(), sent).run();
                offer.ledger().finish();
            } else {
                new FileSender(stream, offer.files(), new AtomicLong()).run();
            }
            stream.close(Status.OK);
        } catch (IOException e) {
            stream.close(Status.ABORTED.withDescription(e.getMessage()));
        } catch (RuntimeException e) {
            // A file changed after it was listed. The fault is kept for checkSent(), and the stream is closed so that
            // the engine does not wait for the file.
            fault = e;
            stream.close(Status.ABORTED.withDescription(e.getMessage()));
        }
    }

    /**
     * Throws the exception that prevented a file from being sent. The engine's own error message does not state this
     * reason reliably.
     */
    void checkSent() {
        if (fault != null) {
            throw fault;
        }
    }

    /** Whether the engine requests only an ignore file. None is sent, because ignored files are already left out. */
    private static boolean isIgnoreFile(List<String> wanted) {
        return !wanted.isEmpty() && wanted.stream().allMatch(path -> path.endsWith(".dockerignore"));
    }
}
