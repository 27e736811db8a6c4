package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.file.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Reads the beginning of files to find secrets in them. A file that cannot be read is treated as free of secrets,
 * because the build itself reports the error. Not thread-safe.
 */
final class ContentScan {
    /** Maximum number of bytes that are read from each file. */
    private static final int PREFIX = 64 << 10;

    /** Number of bytes at the start of a file that are checked for a null byte, the sign of a binary file. */
    private static final int BINARY_PREFIX = 512;

    /** Minimum size in bytes of a file that can contain a token. */
    private static final int SMALLEST = 20;

    /** File name extensions of binary formats. */
    private static final Set<String> BINARY = Set.of(
            "class", "jar", "war", "zip", "gz", "tgz", "xz", "bz2", "zst", "png", "jpg", "jpeg", "gif", "webp", "avif",
            "ico", "woff", "woff2", "ttf", "eot", "otf", "mp3", "mp4", "webm", "ogg", "wav", "so", "a", "o", "dll",
            "exe", "pyc", "pdf", "wasm");

    private final ScanMemory memory;
    private final byte[] buffer = new byte[PREFIX];

    ContentScan(ScanMemory memory) {
        this.memory = memory;
    }

    /** The secret in a file whose name suggests one; empty if the content shows that the file is harmless. */
    Optional<SecretFiles.Secret> judge(SecretFiles kind, NeededFile file) {
        int length = read(file.node().content());
        return kind.judge(new String(buffer, 0, Math.max(length, 0), StandardCharsets.ISO_8859_1));
    }

    /** Describes the first secret in a file; returns null if there is none. */
    String find(NeededFile file) {
        String name = file.node().name().toLowerCase(Locale.ROOT);
        if (file.bytes() < SMALLEST || BINARY.contains(FileKinds.ending(name))) {
            return null;
        }
        FileContent content = file.node().content();
        if (content instanceof DiskContent known && memory.isHarmless(known)) {
            return null;
        }
        long readAtNanos = System.currentTimeMillis() * 1_000_000L;
        int length = read(content);
        String found = length < SMALLEST || isBinary(length) ? null : SecretScanner.find(buffer, length);
        if (found == null && length >= 0 && content instanceof DiskContent read) {
            memory.addHarmless(read, readAtNanos);
        }
        return found;
    }

    /** Fills the buffer from the file; returns the number of bytes, or -1 if the file cannot be read. */
    private int read(FileContent content) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while files were searched for secrets");
        }
        try (InputStream in = content instanceof DiskContent disk
                ? Files.newInputStream(disk.path(), LinkOption.NOFOLLOW_LINKS)
                : content.open()) {
            return in.readNBytes(buffer, 0, buffer.length);
        } catch (IOException unreadable) {
            return -1;
        }
    }

    private boolean isBinary(int length) {
        for (int i = 0; i < Math.min(length, BINARY_PREFIX); i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }
}
