package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the engine may read: lists of files by the names that the build gives to directories. */
final class SyncedFiles {
    static final String CONTEXT = "context";
    static final String DOCKERFILE = "dockerfile";

    private final Map<String, Offer> directories;
    private final AtomicLong sent = new AtomicLong();
    private volatile RuntimeException fault;

    /**
     * A directory.
     *
     * @param ledger of what BuildKit has of it, or null if it is sent whole
     */
    record Offer(List<OfferedFile> files, OfferLedger ledger) {}

    SyncedFiles(Map<String, Offer> directories) {
        this.directories = directories;
    }

    /** Bytes of the context's files that went to the engine so far. */
    long sentBytes() {
        return sent.get();
    }

    /** @param wanted paths that the engine names, none where it wants all */
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
            // A file is not what it was when it was found. Whoever follows the build tells so; the engine must not wait
            // for it.
            fault = e;
            stream.close(Status.ABORTED.withDescription(e.getMessage()));
        }
    }

    /** Throws what kept a file from being sent, which the engine knows from hearsay only. */
    void checkSent() {
        if (fault != null) {
            throw fault;
        }
    }

    /** What the ignore file hides is left out already, so there is none. */
    private static boolean isIgnoreFile(List<String> wanted) {
        return !wanted.isEmpty() && wanted.stream().allMatch(path -> path.endsWith(".dockerignore"));
    }
}
