package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.engine.EngineInput;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The directories that BuildKit may read during a build: the Dockerfile's directory, the build context and the named
 * contexts, each with only the needed files.
 */
final class Offers implements AutoCloseable {
    /** The name under which the Dockerfile is offered. */
    static final String DOCKERFILE = "Dockerfile";

    private final Map<String, SyncedFiles.Offer> directories = new LinkedHashMap<>();
    private final List<OfferSlot> slots = new ArrayList<>();

    private Offers() {}

    /**
     * Prepares the directories. Their ledgers are reserved for this build until the result is closed.
     *
     * @param owner identifies, together with the name of a directory, the files that BuildKit may already have
     */
    static Offers take(
            CacheDirectory cache,
            String owner,
            byte[] dockerfile,
            BuildPlan plan,
            EngineInput input,
            FileDigests digests) {
        Offers offers = new Offers();
        try {
            offers.directories.put(
                    SyncedFiles.DOCKERFILE,
                    new SyncedFiles.Offer(List.of(OfferedFile.ofBytes(DOCKERFILE, dockerfile)), null));
            Map<String, ContextPlan> contexts = new LinkedHashMap<>(input.named());
            contexts.put("", input.context());
            contexts.forEach((name, needed) -> {
                OfferSlot slot = OfferSlot.take(cache, name.isEmpty() ? owner : owner + "\n" + name);
                offers.slots.add(slot);
                List<OfferedFile> files = OfferedContext.of(plan.trees().get(name), needed, digests, slot.ledger());
                String directory = name.isEmpty() ? SyncedFiles.CONTEXT : directory(name);
                offers.directories.put(directory, new SyncedFiles.Offer(files, slot.ledger()));
            });
            return offers;
        } catch (RuntimeException e) {
            offers.close();
            throw e;
        }
    }

    /** The name of a named context's directory in the session. */
    static String directory(String context) {
        return "named:" + context;
    }

    SyncedFiles files() {
        return new SyncedFiles(directories);
    }

    /**
     * The key under which BuildKit keeps the files of earlier transfers. The key combines those of all ledgers, so
     * BuildKit never compares files with a transfer that is missing from a ledger.
     */
    String sharedKey() {
        String keys = slots.stream().map(slot -> slot.ledger().sharedKey()).collect(Collectors.joining("\n"));
        return Digest.of(keys.getBytes(StandardCharsets.UTF_8)).hex();
    }

    @Override
    public void close() {
        slots.forEach(OfferSlot::close);
    }
}
