package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.fault.FileFault;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.publish.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/**
 * A file with a limited number of records, one JSON object per line in UTF-8, the newest last. Several threads and
 * processes may use the file at once: changes hold a lock ({@code NAME.lock}), a record is appended in one write, and
 * all other changes replace the file. Readers do not wait for the lock.
 *
 * <p>Invalid lines do not affect valid lines: the next read, or the next change that replaces the file, moves them to
 * {@code NAME.damaged}, whose size is limited to about one megabyte. The file may exceed the limit by a quarter, so
 * that most builds only append a record; reading returns the newest records within the limit.
 */
public final class HistoryFile {
    /** The default maximum number of records. */
    public static final int DEFAULT_LIMIT = 1_000;

    private static final String NAME = "history.jsonl";
    private static final long MOST_DAMAGED_BYTES = 1_000_000;

    private final Path file;
    private final int limit;

    /**
     * Creates a history at this path; the file need not exist yet.
     *
     * @param limit maximum number of records, at least 1
     */
    public HistoryFile(Path file, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a history must be at least 1: " + limit);
        }
        this.file = file.toAbsolutePath();
        this.limit = limit;
    }

    /**
     * The history that the command line keeps in a directory: {@code history.jsonl} with up to {@link #DEFAULT_LIMIT}
     * records.
     */
    public static HistoryFile in(Path folder) {
        return new HistoryFile(folder.resolve(NAME), DEFAULT_LIMIT);
    }

    public Path path() {
        return file;
    }

    /**
     * Adds a record; creates the directory and the file if they are missing. Throws {@link ServiceException} if the
     * record cannot be written.
     */
    public void append(HistoryRecord added) {
        byte[] line = (RecordJson.of(added) + "\n").getBytes(StandardCharsets.UTF_8);
        change(() -> {
            byte[] present = bytes();
            if (lineFeeds(present) >= limit + Math.max(1, limit / 4)) {
                rewrite(Lines.of(present), kept -> true, limit - 1);
                return write(line);
            }
            boolean endsWithin = present.length > 0 && present[present.length - 1] != '\n';
            return write(
                    endsWithin
                            ? ("\n" + new String(line, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                            : line);
        });
    }

    /** Counts the records without parsing them, because this method runs in every build. */
    private static int lineFeeds(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) {
            count += b == '\n' ? 1 : 0;
        }
        return count;
    }

    /**
     * Removes the records of a run.
     *
     * @param build the {@link HistoryRecord.Build#id} of the run
     * @return the number of removed records
     * @throws ServiceException if the file cannot be changed
     */
    public int removeBuild(String build) {
        if (!Files.exists(file)) {
            return 0;
        }
        return change(() -> {
            Lines lines = Lines.of(bytes());
            int gone =
                    (int) lines.all().stream().filter(line -> line.isOf(build)).count();
            if (gone > 0) {
                rewrite(lines, line -> !line.isOf(build), Integer.MAX_VALUE);
            }
            return gone;
        });
    }

    /**
     * Reads the newest records within the limit; none if the file does not exist. Throws {@link ServiceException} if it
     * cannot be read.
     */
    public HistoryContent read() {
        Lines lines;
        try {
            lines = Lines.of(bytes());
        } catch (IOException e) {
            throw failure("read", e);
        }
        if (lines.damaged() > 0) {
            setAside();
        }
        List<HistoryRecord> records = lines.records();
        return new HistoryContent(
                records.subList(Math.max(0, records.size() - limit), records.size()), lines.damaged(), lines.newer());
    }

    /**
     * Moves damaged lines to another file. If the reader lacks write permission, the lines stay, and every read skips
     * them.
     */
    private void setAside() {
        try (HistoryLock held = HistoryLock.of(file)) {
            rewrite(Lines.of(bytes()), line -> true, Integer.MAX_VALUE);
        } catch (IOException skippedAgain) {
            return;
        }
    }

    private interface Change {
        int make() throws IOException;
    }

    private int change(Change change) {
        try {
            Files.createDirectories(file.getParent());
            try (HistoryLock held = HistoryLock.of(file)) {
                return change.make();
            }
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for the history " + file);
        } catch (IOException e) {
            throw failure("changed", e);
        }
    }

    private ServiceException failure(String participle, IOException cause) {
        return new ServiceException(
                "history " + file + ": cannot be " + participle + ": " + FileFault.reason(cause)
                        + ". Free some space there and make its directory writable for the user who builds, or use"
                        + " another directory",
                cause);
    }

    private byte[] bytes() throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private int write(byte[] line) throws IOException {
        Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return 1;
    }

    /**
     * Replaces the file with the newest valid lines that match, at most {@code most}, and moves damaged lines to
     * another file.
     */
    private void rewrite(Lines lines, Predicate<Lines.Line> wanted, int most) throws IOException {
        List<Lines.Line> sound = new ArrayList<>();
        List<Lines.Line> damaged = new ArrayList<>();
        for (Lines.Line line : lines.all()) {
            (line.isDamaged() ? damaged : sound).add(line);
        }
        keepAside(lines, damaged);
        sound.removeIf(wanted.negate());
        try (AtomicFile anew = new AtomicFile(file)) {
            for (Lines.Line line : sound.subList(Math.max(0, sound.size() - most), sound.size())) {
                lines.copy(line, anew.out());
            }
            anew.commit();
        }
    }

    private void keepAside(Lines lines, List<Lines.Line> damaged) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        if (damaged.isEmpty() || Files.exists(aside) && Files.size(aside) > MOST_DAMAGED_BYTES) {
            return;
        }
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                aside, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), AtomicFile.permissionsOf(file)))) {
            for (Lines.Line line : damaged) {
                lines.copy(line, out);
            }
        }
    }
}
