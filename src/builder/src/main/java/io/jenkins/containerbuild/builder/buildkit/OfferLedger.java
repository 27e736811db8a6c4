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
 * What an engine was offered last under a shared key. An engine keeps the files that it got, and takes a file for unchanged where size, mode
 * and modification time are; so it is told times that make this true: a content that it has keeps the time that it was offered with,
 * whatever a fresh checkout did to the file, and a changed one gets another time.
 *
 * <p>While files are on their way nobody knows what the engine has. So the ledger is gone during a transfer, and with it the shared key: a
 * build that was killed leaves an engine's copy behind that is never asked for again.
 */
final class OfferLedger {
    private static final int VERSION = 1;
    /** Less than this some file systems cannot tell apart, nanoseconds. */
    private static final long STEP = 1_000;

    private final CacheDirectory cache;
    private final String name;
    private final String sharedKey;
    private final Map<String, Entry> before;
    private final Map<String, Entry> now = new LinkedHashMap<>();

    /** @param identity what decides the bytes */
    private record Entry(String identity, long size, long modified) {}

    private OfferLedger(CacheDirectory cache, String name, String sharedKey, Map<String, Entry> before) {
        this.cache = cache;
        this.name = name;
        this.sharedKey = sharedKey;
        this.before = before;
    }

    /** @param name of the ledger in the cache; one build at a time has it */
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
            // As if there were none.
        }
        return new OfferLedger(cache, name, UUID.randomUUID().toString(), Map.of());
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** Chooses what the engine keeps of earlier transfers. */
    String sharedKey() {
        return sharedKey;
    }

    /**
     * The modification time to tell.
     *
     * @param identity what decides the bytes
     * @param own the file's own time, nanoseconds since 1970
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

    /** Files are about to go out. */
    void begin() {
        cache.remove(Shelf.OFFERS, name);
    }

    /** The engine has all that was offered. */
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
