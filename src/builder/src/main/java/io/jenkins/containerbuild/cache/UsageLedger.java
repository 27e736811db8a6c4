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
 * How many bytes a cache has, without walking it: one number a line, the result of the last walk and then what each build added since. Files
 * that replace others count twice until the next walk. Lines are appended by one write each, so that builds do not disturb each other.
 */
final class UsageLedger {
    /** With so many lines a walk is due. */
    private static final int MAX_LINES = 2_000;

    private final Path root;

    UsageLedger(Path root) {
        this.root = root;
    }

    private Path file() {
        return root.resolve("usage");
    }

    /** Adds bytes and returns how many there are now, as far as is known; {@link Long#MAX_VALUE} where it is not. */
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

    /** Begins again with the result of a walk. */
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
