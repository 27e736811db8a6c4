package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * Tracks the size of a cache without walking its files. The ledger has one number per line: the result of the last
 * walk, followed by the bytes that builds have added since. Files that replace others are counted twice until the next
 * walk. Each line is appended in one write, so that concurrent builds do not interfere.
 */
final class UsageLedger {
    /** Number of lines after which the files are walked again. */
    private static final int MAX_LINES = 2_000;

    private final Path root;

    UsageLedger(Path root) {
        this.root = root;
    }

    private Path file() {
        return root.resolve("usage");
    }

    /**
     * Adds bytes and returns the new total, or {@link Long#MAX_VALUE} if it is unknown and the files must be walked.
     */
    long add(long bytes) throws IOException {
        PrivateFiles.write(
                file(),
                (bytes + "\n").getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        List<String> lines = Files.readAllLines(file(), StandardCharsets.ISO_8859_1);
        if (lines.size() > MAX_LINES) {
            return Long.MAX_VALUE;
        }
        long sum = 0;
        try {
            for (String line : lines) {
                sum = Math.addExact(sum, Long.parseLong(line));
            }
        } catch (NumberFormatException | ArithmeticException damaged) {
            return Long.MAX_VALUE;
        }
        return sum;
    }

    /** Replaces the ledger by the result of a walk. */
    void reset(long bytes) throws IOException {
        Path temporary = root.resolve("tmp").resolve(UUID.randomUUID().toString());
        PrivateFiles.write(
                temporary,
                (bytes + "\n").getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        Files.move(temporary, file(), StandardCopyOption.ATOMIC_MOVE);
    }
}
