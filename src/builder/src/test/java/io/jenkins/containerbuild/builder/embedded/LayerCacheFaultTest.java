package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.jenkins.containerbuild.builder.layer.MadeLayer;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The cache of layers under faults: the result is right or there is none, and the message says what to do. */
public class LayerCacheFaultTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path cache;

    @Before
    public void place() {
        cache = folder.getRoot().toPath().resolve("cache");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** How a file in the cache can be damaged. */
    private interface Damage {
        void to(Path file) throws IOException;
    }

    @Test
    public void damageIsNoticedAndMended() throws IOException {
        List<FileNode> entries = List.of(Layers.file("a", random(100_000)));
        MadeLayer right = Layers.make(cache, Layers.GZIP, entries).get(0);
        byte[] bytes = Files.readAllBytes(Layers.file(right.layer()));
        List<Damage> damages = List.of(
                file -> flip(file, 0.5),
                file -> flip(file, 0.99),
                file -> Files.write(
                        file, java.util.Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2)),
                file -> Files.write(file, new byte[0]),
                Files::delete);
        for (String shelf : List.of("blobs", "layers")) {
            for (int i = 0; i < damages.size(); i++) {
                for (Path file : files(cache.resolve(shelf))) {
                    damages.get(i).to(file);
                }
                String what = shelf + ", damage " + i;
                MadeLayer made = Layers.make(cache, Layers.GZIP, entries).get(0);
                assertEquals(what, Outcome.MADE, made.outcome());
                assertEquals(what, right.layer().descriptor(), made.layer().descriptor());
                assertArrayEquals(what, bytes, Files.readAllBytes(Layers.file(made.layer())));
                assertEquals(
                        what,
                        Outcome.CACHED,
                        Layers.make(cache, Layers.GZIP, entries).get(0).outcome());
            }
        }
    }

    private static void flip(Path file, double where) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (bytes.length * where)] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    public void aLayerThatWasOnlyTouchedIsStillTrusted() throws IOException {
        List<FileNode> entries = List.of(Layers.file("a", random(100_000)));
        MadeLayer made = Layers.make(cache, Layers.GZIP, entries).get(0);
        Files.write(Layers.file(made.layer()), Files.readAllBytes(Layers.file(made.layer())));
        assertEquals(
                Outcome.CACHED, Layers.make(cache, Layers.GZIP, entries).get(0).outcome());
    }

    @Test
    public void aFullDiskIsNamedAndNothingIsLeft() throws Exception {
        Path small = folder.newFolder("small").toPath();
        assumeTrue(
                "SKIPPED: only root can mount the small file system that this test fills",
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", small.toString())
                                .start()
                                .waitFor()
                        == 0);
        try {
            List<FileNode> entries = List.of(Layers.file("big", random(5 << 20)));
            ServiceException e = assertThrows(ServiceException.class, () -> Layers.make(small, Layers.GZIP, entries));
            assertEquals(
                    "cache directory " + small
                            + ": cannot be written to: No space left on device. Free some space there, or use a"
                            + " directory that can be written to (--cache-dir)",
                    e.getMessage());
            assertEquals(List.of(), files(small.resolve("tmp")));
            assertEquals(List.of(), files(small.resolve("blobs")));
            assertEquals(
                    1,
                    Layers.make(small, Layers.GZIP, List.of(Layers.file("a", "fits")))
                            .size());
        } finally {
            new ProcessBuilder("umount", small.toString()).start().waitFor();
        }
    }

    @Test
    public void aDirectoryThatIsAFileIsNamed() throws IOException {
        Path file = folder.newFile("file").toPath();
        ServiceException e = assertThrows(
                ServiceException.class, () -> Layers.make(file, Layers.GZIP, List.of(Layers.file("a", "b"))));
        assertTrue(e.getMessage(), e.getMessage().startsWith("cache directory " + file + ": cannot be written to: "));
        assertTrue(e.getMessage(), e.getMessage().endsWith("(--cache-dir)"));
    }

    @Test
    public void afterAKillTheNextBuildIsRightAndClearsUp() throws Exception {
        Process process = LayerProgram.start(List.of(), cache, "slow", 1L << 40);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("ready", out.readLine());
            for (int i = 0;
                    i < 1_000 && (files(cache.resolve("tmp")).isEmpty() || bytes(cache.resolve("tmp")) == 0);
                    i++) {
                Thread.sleep(20);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertEquals("killed while it wrote", 1, files(cache.resolve("tmp")).size());
        assertEquals(List.of(), files(cache.resolve("blobs")));
        MadeLayer made =
                Layers.make(cache, Layers.GZIP, List.of(Layers.file("a", "b"))).get(0);
        assertEquals(Outcome.MADE, made.outcome());
        assertEquals(
                Digest.of(Files.readAllBytes(Layers.file(made.layer()))),
                made.layer().descriptor().digest());
        assertEquals(List.of(), files(cache.resolve("tmp")));
    }

    private static long bytes(Path directory) throws IOException {
        long bytes = 0;
        for (Path file : files(directory)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Test
    public void buildsAtOnceShareACache() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(LayerProgram.start(List.of(), cache, "gzip", 6 << 20));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<List<MadeLayer>>> builds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            builds.add(threads.submit(() -> Layers.make(cache, Layers.GZIP, LayerProgram.mixed(6 << 20))));
        }
        MadeLayer right = Layers.make(
                        folder.getRoot().toPath().resolve("own"), Layers.GZIP, LayerProgram.mixed(6 << 20))
                .get(0);
        String wanted = "ready\n" + right.layer().descriptor().digest() + " "
                + right.layer().diffId() + "\n";
        for (Process process : processes) {
            assertEquals(wanted, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, process.waitFor());
        }
        for (Future<List<MadeLayer>> build : builds) {
            MadeLayer made = build.get().get(0);
            assertEquals(right.layer().descriptor(), made.layer().descriptor());
            assertEquals(right.layer().descriptor().digest(), Digest.of(Files.readAllBytes(Layers.file(made.layer()))));
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
        assertEquals(1, files(cache.resolve("blobs")).size());
        assertEquals(List.of(), files(cache.resolve("tmp")));
    }

    @Test
    public void anInterruptEndsTheBuildAndLeavesNothing() throws Exception {
        LayerProgram.Made endless = new LayerProgram.Made(1, 1L << 40, true);
        FileContent interrupting = new FileContent() {
            @Override
            public InputStream open() {
                return endless.new Stream() {
                    private int reads;

                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        if (++reads == 1_000) {
                            Thread.currentThread().interrupt();
                        }
                        return super.read(buffer, offset, length);
                    }
                };
            }

            @Override
            public String identity() {
                return endless.identity();
            }
        };
        List<FileNode> entries = List.of(FileNode.file("endless", 0644, 0, 0, 0, endless.size(), interrupting));
        assertThrows(CancellationException.class, () -> Layers.make(cache, Layers.GZIP, entries));
        assertTrue("the flag is set again", Thread.interrupted());
        assertEquals(List.of(), files(cache.resolve("tmp")));
    }
}
