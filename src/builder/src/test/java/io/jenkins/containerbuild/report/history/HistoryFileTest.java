package io.jenkins.containerbuild.report.history;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.Reports;
import io.jenkins.containerbuild.testing.Command;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HistoryFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;

    @Before
    public void name() {
        file = folder.getRoot().toPath().resolve("job/history.jsonl");
    }

    private HistoryFile history() {
        return HistoryFile.in(file.getParent());
    }

    private List<String> builds() {
        return history().read().records().stream()
                .map(kept -> kept.build().id())
                .toList();
    }

    @Test
    public void aReportIsKeptInShort() {
        HistoryRecord kept = HistoryRecord.of(Reports.small(), new HistoryRecord.Build("12", "job/x/12/"));
        history().append(kept);

        assertEquals(List.of(kept), history().read().records());
        assertEquals("r.example/svc", kept.image().name());
        assertEquals(List.of("1", "latest"), kept.image().tags());
        assertEquals(71_382_791, kept.image().bytes());
        assertEquals(20_148_224, kept.image().applicationBytes());
        assertEquals(Map.of(Outcome.MADE, 2), kept.outcomes());
        assertEquals("file src/a.txt changed; a note", kept.reason());
        assertEquals("debian:12", kept.base().requested());
        assertEquals(-1, kept.context().totalBytes());
        assertFalse(kept.reused());
    }

    @Test
    public void anImageInAnEngineHasNoCompressedBytes() {
        BuildReport report = Reports.small();
        Digest id = report.image().config();
        BuildReport.Image inEngine = new BuildReport.Image(
                new io.jenkins.containerbuild.image.Descriptor(
                        "application/vnd.docker.container.image.v1+json", id, -1),
                id,
                List.of(ImageReference.parse("a/b:1")),
                List.of());
        HistoryRecord.Image image = HistoryRecord.of(
                        new BuildReport(
                                report.started(),
                                1,
                                report.source(),
                                report.builder(),
                                Map.of(),
                                List.of(),
                                report.context(),
                                List.of(),
                                inEngine,
                                List.of(),
                                List.of(),
                                List.of(),
                                new BuildReport.Decision(false, ""),
                                List.of(),
                                Map.of()),
                        HistoryRecord.Build.NONE)
                .image();

        assertEquals(-1, image.bytes());
        assertEquals(-1, image.applicationBytes());
    }

    @Test
    public void noFileIsAnEmptyHistory() {
        assertEquals(new HistoryContent(List.of(), 0, 0), history().read());
        assertEquals(0, history().removeBuild("1"));
        assertFalse(Files.exists(file.getParent()));
    }

    @Test
    public void theOldestGoWhenTheLimitIsReached() throws IOException {
        HistoryFile small = new HistoryFile(file, 8);
        int most = 0;
        for (int number = 1; number <= 40; number++) {
            small.append(Records.of(Records.SHOP, number));
            most = Math.max(most, Files.readAllLines(file).size());
            List<HistoryRecord> records = small.read().records();
            assertEquals(Math.min(8, number), records.size());
            assertEquals(Records.of(Records.SHOP, number), records.get(records.size() - 1));
        }
        assertEquals("a quarter above the limit, not more", 10, most);
    }

    @Test
    public void aRunsRecordsGoTogether() {
        for (HistoryRecord kept : Records.upTo(Records.SHOP, 4)) {
            history().append(kept);
        }
        history().append(Records.of("registry.example/shop/web", 2));

        assertEquals(2, history().removeBuild("2"));
        assertEquals(List.of("1", "3", "4"), builds());
        assertEquals(0, history().removeBuild("2"));
    }

    @Test
    public void damagedLinesAreSkippedKeptAsideAndReportedOnce() throws IOException {
        history().append(Records.of(Records.SHOP, 1));
        List<String> damage = List.of(
                "{\"schemaVersion\":1,\"when\":\"yesterday\"}",
                "{\"schemaVersion\":1,\"when\":5}",
                "{}",
                "[1]",
                "\u0000\u0000",
                "{\"schemaVersion\":1,\"image\":");
        Files.write(file, damage, StandardOpenOption.APPEND);
        history().append(Records.of(Records.SHOP, 2));

        HistoryContent read = history().read();
        assertEquals(damage.size(), read.damaged());
        assertEquals(2, read.records().size());
        assertEquals(damage, Files.readAllLines(file.resolveSibling("history.jsonl.damaged")));
        assertEquals(2, Files.readAllLines(file).size());
        assertEquals(new HistoryContent(read.records(), 0, 0), history().read());
    }

    /** A process that was killed while it wrote. */
    @Test
    public void aLineWithoutItsEndCostsOnlyItself() throws IOException {
        history().append(Records.of(Records.SHOP, 1));
        Files.writeString(file, "{\"schemaVersion\":1,\"wh", StandardOpenOption.APPEND);
        assertEquals("it may be written at this moment", 0, history().read().damaged());

        history().append(Records.of(Records.SHOP, 2));
        assertEquals(1, history().read().damaged());
        assertEquals(List.of("1", "2"), builds());
    }

    @Test
    public void recordsOfVersionsWithoutFindingsAreRead() throws IOException {
        HistoryRecord counted = Records.of(Records.SHOP, 3);
        history().append(counted);
        assertEquals(3, history().read().records().get(0).findings());
        Files.writeString(file, Files.readString(file).replace(",\"findings\":3", ""));
        HistoryRecord old = history().read().records().get(0);
        assertEquals(-1, old.findings());
        assertEquals(counted.image(), old.image());
        assertFalse(Trends.of(List.of(old)).toJson().objects("builds").get(0).has("findings"));
    }

    @Test
    public void recordsOfALaterVersionStay() throws IOException {
        history().append(Records.of(Records.SHOP, 1));
        String later = "{\"schemaVersion\":2,\"when\":{\"new\":true}}";
        Files.writeString(file, later + "\n{}\n", StandardOpenOption.APPEND);

        HistoryContent read = history().read();
        assertEquals(1, read.newer());
        assertEquals(1, read.records().size());
        assertTrue(Files.readAllLines(file).contains(later));
    }

    /** After a downgrade. */
    @Test
    public void recordsOfALaterVersionGoWithTheirRun() throws IOException {
        history().append(Records.of(Records.SHOP, 1));
        String other = "{\"schemaVersion\":2,\"build\":\"8\"}";
        String unreadable = "{\"schemaVersion\":2,\"build\":{\"number\":7}}";
        Files.writeString(
                file,
                "{\"schemaVersion\":2,\"build\":\"7\"}\n" + other + "\n" + unreadable + "\n",
                StandardOpenOption.APPEND);

        assertEquals(1, history().removeBuild("7"));
        assertEquals(List.of(other, unreadable), Files.readAllLines(file).subList(1, 3));
    }

    @Test
    public void privateHistoryStaysPrivateWhenItIsWrittenAnew() throws IOException {
        history().append(Records.of(Records.SHOP, 1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "damaged\n", StandardOpenOption.APPEND);
        assertEquals(1, history().read().damaged());
        for (String name : List.of("", ".damaged")) {
            Path written = file.resolveSibling(file.getFileName() + name);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(written)));
        }
    }

    @Test
    public void whereNothingCanBeWrittenTheFileIsNamed() throws IOException {
        Files.writeString(file.getParent(), "no folder");
        ServiceException e =
                assertThrows(ServiceException.class, () -> history().append(Records.of(Records.SHOP, 1)));
        assertEquals(
                "history " + file + ": cannot be changed: a file has that name. Free some space there and make its"
                        + " directory writable for the user who builds, or use another directory",
                e.getMessage());
    }

    @Test
    public void anInterruptIsACancellationAndStays() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> history().append(Records.of(Records.SHOP, 1)));
        assertTrue(Thread.interrupted());
        history().append(Records.of(Records.SHOP, 2));
        assertEquals(List.of("2"), builds());
    }

    /** A second class loader of this JVM has its own locks in memory. */
    @Test(timeout = 60_000)
    public void aLockOfAnotherClassLoaderIsWaitedFor() throws Exception {
        history().append(Records.of(Records.SHOP, 1));
        Path lock = file.resolveSibling("history.jsonl.lock");
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            other.lock();
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> history().append(Records.of(Records.SHOP, 2)));
            assertTrue(Thread.interrupted());
            Future<?> added = pool.submit(() -> history().append(Records.of(Records.SHOP, 3)));
            other.close();
            added.get();
        } finally {
            pool.shutdownNow();
        }
        assertEquals(List.of("1", "3"), builds());
    }

    /** Limits apart, threads and processes that add, compact and take away at once lose nothing. */
    @Test
    public void threadsAndProcessesLoseNothing() throws Exception {
        int threads = 4;
        int each = 60;
        Process other = adder(1_000, each);
        Process another = adder(2_000, each);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = 3_000 + thread * 1_000;
                work.add(() -> {
                    add(file, first, each);
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(work)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(0, other.waitFor());
        assertEquals(0, another.waitFor());

        Set<String> expected = new HashSet<>();
        for (int first = 1_000; first < 7_000; first += 1_000) {
            IntStream.range(first, first + each)
                    .filter(number -> number % 10 != 0)
                    .forEach(number -> expected.add(Integer.toString(number)));
        }
        List<String> found = builds();
        assertEquals(expected, new HashSet<>(found));
        assertEquals("none twice", expected.size(), found.size());
        assertFalse(Files.exists(file.resolveSibling("history.jsonl.damaged")));
    }

    private Process adder(int first, int count) {
        return Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HistoryFileTest.class.getName(),
                        file.toString(),
                        Integer.toString(first),
                        Integer.toString(count))
                .start();
    }

    public static void main(String... args) {
        add(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    }

    /** Adds records; each tenth goes again, which writes the whole file anew. */
    private static void add(Path file, int first, int count) {
        for (int number = first; number < first + count; number++) {
            HistoryFile history = HistoryFile.in(file.getParent());
            history.append(Records.of(Records.SHOP, number));
            if (number % 10 == 0) {
                assertEquals(1, history.removeBuild(Integer.toString(number)));
            }
        }
    }

    /** A page reads it each time it is shown, and each build adds to it. */
    @Test
    public void fileIsWrittenAnewOnceForEachQuarterOfItsLimitAndNotForReading() throws IOException {
        Set<Object> files = new HashSet<>();
        for (HistoryRecord added : Records.upTo(Records.SHOP, 400)) {
            HistoryFile history = new HistoryFile(file, 100);
            history.append(added);
            Object before = fileKey();
            history.read();
            assertEquals("read without a change", before, fileKey());
            files.add(before);
        }
        // The first is full with 125 records; each later one begins with 99 and takes 26.
        assertEquals(1 + (400 - 125 + 25) / 26, files.size());
    }

    private Object fileKey() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.fileKey() + " of " + attributes.creationTime();
    }
}
