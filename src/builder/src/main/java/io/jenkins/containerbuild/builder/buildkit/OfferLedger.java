package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Records the files last sent to an engine under a shared key. The engine keeps these files and considers a file
 * unchanged if size, mode and modification time are the same. The ledger therefore chooses the modification times to
 * send: a file with unchanged content keeps its last sent time, even if a fresh checkout changed the time on disk, and
 * a file with changed content gets a different time.
 *
 * <p>During a transfer it is unknown which files the engine has. The ledger is therefore deleted from the cache before
 * a transfer and written again after it. If a build is killed in between, the next build uses a new shared key, and the
 * engine never uses the incomplete copy again.
 */
final class OfferLedger {
    private static final int VERSION = 1;
    /**
     * Added to a modification time to make it different, in nanoseconds. Some file systems cannot represent smaller
     * differences.
     */
    private static final long STEP = 1_000;

    private final CacheDirectory cache;
    private final String name;
    private final String sharedKey;
    private final Map<String, Entry> before;
    private final Map<String, Entry> now = new LinkedHashMap<>();

    /**
     * @param identity identifies the content
     * @param size in bytes
     * @param modified modification time as sent, in nanoseconds since the epoch
     */
    private record Entry(String identity, long size, long modified) {}

    private OfferLedger(CacheDirectory cache, String name, String sharedKey, Map<String, Entry> before) {
        this.cache = cache;
        this.name = name;
        this.sharedKey = sharedKey;
        this.before = before;
    }

    /** @param name name of the ledger in the cache; only one build at a time may use it */
    static OfferLedger open(CacheDirectory cache, String name) {
        byte[] bytes = cache.read(Shelf.OFFERS, name).orElse(new byte[0]);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (bytes.length > 0 && in.readInt() == VERSION) {
                String sharedKey = in.readUTF();
                Map<String, Entry> entries = new HashMap<>();
                for (int left = in.readInt(); left > 0; left--) {
                    entries.put(text(in), new Entry(text(in), in.readLong(), in.readLong()));
                }
                return new OfferLedger(cache, name, sharedKey, entries);
            }
        } catch (IOException | IllegalArgumentException damaged) {
            // A damaged ledger is treated like a missing one.
        }
        return new OfferLedger(cache, name, UUID.randomUUID().toString(), Map.of());
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** The key under which the engine keeps the files of earlier transfers. */
    String sharedKey() {
        return sharedKey;
    }

    /**
     * Returns the modification time to send for a file.
     *
     * @param identity identifies the content
     * @param own modification time on disk, in nanoseconds since the epoch
     */
    long modified(byte[] path, String identity, long size, long own) {
        String key = new String(path, StandardCharsets.ISO_8859_1);
        Entry last = before.get(key);
        long told = own;
        if (last != null && last.identity.equals(identity)) {
            told = last.modified;
        } else if (last != null && last.size == size && last.modified == own) {
            told = own + STEP;
        }
        now.put(key, new Entry(identity, size, told));
        return told;
    }

    /** Deletes the stored ledger; call this before the transfer. */
    void begin() {
        cache.remove(Shelf.OFFERS, name);
    }

    /** Stores the ledger; call this after the engine has received all files. */
    void finish() {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(buffer)) {
            out.writeInt(VERSION);
            out.writeUTF(sharedKey);
            out.writeInt(now.size());
            for (Map.Entry<String, Entry> entry : now.entrySet()) {
                write(out, entry.getKey());
                write(out, entry.getValue().identity);
                out.writeLong(entry.getValue().size);
                out.writeLong(entry.getValue().modified);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cache.write(Shelf.OFFERS, name, buffer.toByteArray());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
