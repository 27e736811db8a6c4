package io.jenkins.containerbuild;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Archives of up to four members out of few, so that one often differs little from the one before it. */
final class RandomArchive {
    private static final List<Byte> TYPES =
            List.of(TarConstants.LF_NORMAL, TarConstants.LF_NORMAL, TarConstants.LF_DIR, TarConstants.LF_SYMLINK);

    private final Random random;
    private final TarArchiveOutputStream tar;

    private RandomArchive(Random random, TarArchiveOutputStream tar) {
        this.random = random;
        this.tar = tar;
    }

    /** Writes a tar, compressed where the name ends with {@code .tgz}. */
    static void write(Random random, Path file) {
        try {
            Files.createDirectories(file.getParent());
            OutputStream out = Files.newOutputStream(file);
            boolean compressed = file.toString().endsWith(".tgz");
            try (TarArchiveOutputStream tar =
                    new TarArchiveOutputStream(compressed ? new GZIPOutputStream(out) : out, "UTF-8")) {
                RandomArchive archive = new RandomArchive(random, tar);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    archive.put();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put() throws IOException {
        byte type = any(TYPES);
        TarArchiveEntry entry = new TarArchiveEntry(any(List.of("a", "b", "m/a", "m", "l")), type, true);
        entry.setMode(any(List.of(0644, 0755)));
        entry.setIds(any(List.of(0, 7)), 0);
        entry.setModTime(1_000L * any(List.of(1_000, 2_000)));
        entry.setLinkName(type == TarConstants.LF_SYMLINK ? any(List.of("a", "m")) : "");
        byte[] content = type == TarConstants.LF_NORMAL
                ? any(List.of("1", "2", "33")).getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
