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
 * A bounded file of records, one JSON object a line in UTF-8, the newest last. Safe for threads and processes that use it at once: changes
 * take turns ({@code NAME.lock}), a record is added by one write, and whatever else changes puts a new file at the name. Readers wait for
 * nobody.
 *
 * <p>A line that is no record costs only itself: the next reading or change moves it to {@code NAME.damaged}, which keeps the first
 * megabyte of such lines. The file has up to a quarter more records than its limit, so that not every build writes all of it anew; a
 * reading gives the newest ones within the limit.
 */
public final class HistoryFile {
    /** Records that are kept where nobody says otherwise. */
    public static final int DEFAULT_LIMIT = 1_000;

    private static final String NAME = "history.jsonl";
    private static final long MOST_DAMAGED_BYTES = 1_000_000;

    private final Path file;
    private final int limit;

    /**
     * A history at this name; nothing need stand there yet.
     *
     * @param limit how many records are kept, at least 1
     */
    public HistoryFile(Path file, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a history keeps at least 1 record, not " + limit);
        }
        this.file = file.toAbsolutePath();
        this.limit = limit;
    }

    /** The history that the command line keeps in a folder: {@code history.jsonl}, up to {@link #DEFAULT_LIMIT} records. */
    public static HistoryFile in(Path folder) {
        return new HistoryFile(folder.resolve(NAME), DEFAULT_LIMIT);
    }

    /** Where it stands. */
    public Path path() {
        return file;
    }

    /** Adds a record; creates the folder and the file where they are missing. Throws {@link ServiceException} where it cannot be written. */
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

    /** Counted without reading the records, since each build adds one. */
    private static int lineFeeds(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) {
            count += b == '\n' ? 1 : 0;
        }
        return count;
    }

    /**
     * Takes away what a run's builds have left.
     *
     * @param build a {@link HistoryRecord.Build#id}
     * @return how many records went; throws {@link ServiceException} where the file cannot be changed
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

    /** The newest records within the limit; none where there is no file. Throws {@link ServiceException} where it cannot be read. */
    public History read() {
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
        return new History(
                records.subList(Math.max(0, records.size() - limit), records.size()), lines.damaged(), lines.newer());
    }

    /** Readers need no right to write: what cannot be set aside is skipped once more next time. */
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
                        + ". Free some space there and make its directory writable for the user who builds, or name"
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

    /** Puts a new file at the name: the newest sound lines that are wanted. */
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
