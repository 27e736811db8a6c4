package io.jenkins.containerbuild.builder.layer;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.BuildOptions.LayerSplit;
import io.jenkins.containerbuild.builder.embedded.LayerProgram;
import io.jenkins.containerbuild.builder.embedded.Layers;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.testing.Machine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LayerMakerTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path cache;

    @Before
    public void place() {
        cache = folder.getRoot().toPath().resolve("cache");
    }

    private MadeLayer one(FileNode... entries) {
        return Layers.make(cache, Layers.GZIP, List.of(entries)).get(0);
    }

    private static byte[] tar(List<FileNode> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LayerTar(out, Long.MAX_VALUE).write(entries);
        return out.toByteArray();
    }

    @Test
    public void gunzipRestoresTheTar() throws IOException {
        List<FileNode> entries = LayerProgram.mixed(20 << 20);
        MadeLayer made = Layers.make(cache, Layers.GZIP, entries).get(0);
        byte[] tar = tar(entries);
        Path file = Layers.file(made.layer());
        assertEquals(Digest.of(tar), made.layer().diffId());
        assertEquals(
                Digest.of(Files.readAllBytes(file)), made.layer().descriptor().digest());
        assertEquals(Files.size(file), made.layer().descriptor().size());
        assertEquals(MediaTypes.OCI_LAYER_GZIP, made.layer().descriptor().mediaType());
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            assertArrayEquals(tar, in.readAllBytes());
        }
        Path unpacked = folder.getRoot().toPath().resolve("layer.tar");
        Layers.run("sh", "-c", "gzip -dc <" + file + " >" + unpacked);
        assertEquals(
                -1,
                Files.mismatch(unpacked, Files.write(folder.getRoot().toPath().resolve("right"), tar)));
    }

    @Test
    public void anEmptyFileAndPiecesOfEverySizeComeBack() throws IOException {
        Random random = new Random(3);
        for (int size : new int[] {0, 1, 511, 512, 4096, 65_535, 65_536, 262_143, 262_144, 262_145, 1_000_000}) {
            for (int kind = 0; kind < 2; kind++) {
                byte[] bytes = new byte[size];
                if (kind == 0) {
                    random.nextBytes(bytes);
                }
                List<FileNode> entries = List.of(Layers.file("f", bytes));
                MadeLayer made = Layers.make(cache, Layers.GZIP, entries).get(0);
                try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(Layers.file(made.layer())))) {
                    assertArrayEquals(size + " bytes", tar(entries), in.readAllBytes());
                }
            }
        }
    }

    @Test
    public void zstdProgramReadsTheLayer() throws IOException {
        Machine.requireProgram("zstd");
        List<FileNode> entries = LayerProgram.mixed(10 << 20);
        MadeLayer made = Layers.make(cache, Layers.ZSTD, entries).get(0);
        assertEquals(MediaTypes.OCI_LAYER_ZSTD, made.layer().descriptor().mediaType());
        Path unpacked = folder.getRoot().toPath().resolve("layer.tar");
        Layers.run("sh", "-c", "zstd -dc <" + Layers.file(made.layer()) + " >" + unpacked);
        assertArrayEquals(tar(entries), Files.readAllBytes(unpacked));
    }

    @Test
    public void theSameBytesComeOutOfAnyNumberOfCores() throws IOException {
        for (String kind : List.of("gzip", "zstd")) {
            List<String> results = new ArrayList<>();
            for (int cores : new int[] {1, 2, 5}) {
                Path own = folder.getRoot().toPath().resolve(kind + cores);
                Process process = LayerProgram.start(List.of("-XX:ActiveProcessorCount=" + cores), own, kind, 12 << 20);
                results.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            assertTrue(results.get(0), results.get(0).startsWith("ready\nsha256:"));
            assertEquals(kind, results.get(0), results.get(1));
            assertEquals(kind, results.get(0), results.get(2));
        }
    }

    @Test
    public void aLayerIsNeverHeldInMemory() throws Exception {
        Process process = LayerProgram.start(List.of("-Xmx64m"), cache, "gzip", 400 << 20);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 0, process.waitFor());
        assertTrue(output, output.lines().count() > 20);
    }

    @Test
    public void incompressibleDataIsStoredAndOtherDataIsCompressed() {
        byte[] random = new byte[8 << 20];
        new Random(1).nextBytes(random);
        long stored = one(Layers.file("app.jar", random)).layer().descriptor().size();
        assertTrue(stored + " bytes", stored > random.length && stored < random.length + random.length / 1000);
        byte[] text =
                "All work and no play makes Jack a dull boy.\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        long squeezed = one(Layers.file("novel", text)).layer().descriptor().size();
        assertTrue(squeezed + " bytes", squeezed < text.length / 100);
        long both = one(Layers.file("a", random), Layers.file("b", text), Layers.file("c", random))
                .layer()
                .descriptor()
                .size();
        assertTrue(both + " bytes", both < 2 * stored + squeezed + (600 << 10));
    }

    @Test
    public void unchangedLayerIsReusedEvenIfTimesDiffer() {
        FileNode file = FileNode.file(
                "a", 0644, 1, 2, Layers.DAY, 5, new Layers.Bytes("hello".getBytes(StandardCharsets.UTF_8)));
        FileNode later = FileNode.file("a", 0644, 1, 2, 2 * Layers.DAY, 5, file.content());
        MadeLayer made = one(Layers.directory("d"), file);
        MadeLayer found = one(FileNode.directory("d", 0755, 0, 0, 7), later);
        assertEquals(Outcome.MADE, made.outcome());
        assertEquals(Outcome.CACHED, found.outcome());
        assertEquals(made.layer(), found.layer());
        assertEquals(made.created(), found.created());
        assertEquals(1, found.files());
    }

    @Test
    public void relevantChangesGiveAnotherLayer() {
        byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
        Layers.Bytes content = new Layers.Bytes(hello);
        FileNode file = FileNode.file("a", 0644, 1, 2, Layers.DAY, 5, content);
        one(file);
        for (FileNode other : List.of(
                FileNode.file("b", 0644, 1, 2, Layers.DAY, 5, content),
                FileNode.file("a", 0645, 1, 2, Layers.DAY, 5, content),
                FileNode.file("a", 0644, 3, 2, Layers.DAY, 5, content),
                FileNode.file("a", 0644, 1, 3, Layers.DAY, 5, content),
                Layers.file("a", "hallo"),
                FileNode.symlink("a", "b", 1, 2, Layers.DAY),
                FileNode.symlink("a", "c", 1, 2, Layers.DAY),
                FileNode.directory("a", 0644, 1, 2, Layers.DAY))) {
            assertEquals(other.toString(), Outcome.MADE, one(other).outcome());
            assertEquals(other.toString(), Outcome.CACHED, one(other).outcome());
        }
        BuildOptions zstd = new BuildOptions(true, Compression.ZSTD, LayerSplit.AUTO);
        assertEquals(
                Outcome.MADE, Layers.make(cache, zstd, List.of(file)).get(0).outcome());
        BuildOptions noCache = new BuildOptions(false, Compression.GZIP, LayerSplit.AUTO);
        assertEquals(
                Outcome.MADE, Layers.make(cache, noCache, List.of(file)).get(0).outcome());
        assertEquals(Outcome.CACHED, one(file).outcome());
    }

    @Test
    public void aSourceDateEpochMakesTheSameBytesOfAnotherCheckout() {
        Optional<Long> epoch = Optional.of(1_600_000_000L);
        List<MadeLayer> made = new ArrayList<>();
        for (long checkedOut : new long[] {Layers.DAY, 2 * Layers.DAY}) {
            Path own = folder.getRoot().toPath().resolve("cache" + checkedOut);
            FileNode file = FileNode.file("a", 0644, 0, 0, checkedOut, 1, new Layers.Bytes(new byte[1]));
            made.addAll(Layers.make(own, Layers.GZIP, epoch, List.of(file)));
        }
        assertEquals(made.get(0).layer().descriptor(), made.get(1).layer().descriptor());
        assertEquals(Instant.ofEpochSecond(1_600_000_000L), made.get(0).created());
    }

    @Test
    public void aSourceDateEpochIsNotAnsweredByALayerWithOtherTimes() {
        Optional<Long> epoch = Optional.of(1_800_000_000L);
        Layers.Bytes content = new Layers.Bytes(new byte[1]);
        List<FileNode> old = List.of(FileNode.file("a", 0644, 0, 0, Layers.DAY, 1, content));
        List<FileNode> other = List.of(FileNode.file("a", 0644, 0, 0, Layers.DAY + 5_000_000_000L, 1, content));
        MadeLayer first = Layers.make(cache, Layers.GZIP, epoch, old).get(0);
        MadeLayer second = Layers.make(cache, Layers.GZIP, epoch, other).get(0);
        assertEquals(Outcome.MADE, second.outcome());
        assertNotEquals(first.layer().diffId(), second.layer().diffId());
    }

    @Test
    public void oneChangedFileOfABigCopyMakesOneSmallLayer() throws IOException {
        List<FileNode> entries = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            entries.add(FileNode.file(
                    "f%05d".formatted(i), 0644, 0, 0, Layers.DAY, 20_000, new LayerProgram.Made(i, 20_000, true)));
        }
        List<MadeLayer> first = Layers.make(cache, Layers.GZIP, entries);
        entries.set(
                777, FileNode.file("f00777", 0644, 0, 0, Layers.DAY, 20_000, new LayerProgram.Made(-1, 20_000, true)));
        List<MadeLayer> second = Layers.make(cache, Layers.GZIP, entries);
        List<MadeLayer> made =
                second.stream().filter(layer -> layer.outcome() == Outcome.MADE).toList();
        assertEquals(first.size(), second.size());
        assertEquals(1, made.size());
        assertTrue(made.get(0).layer().descriptor().size() <= 8 << 20);
        BuildOptions off = new BuildOptions(true, Compression.GZIP, LayerSplit.OFF);
        assertEquals(1, Layers.make(cache, off, entries).size());
    }

    @Test
    public void nothingToCopyIsTheEmptyLayerOfEveryImageBuilder() {
        assertEquals(
                "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
                one().layer().diffId().toString());
    }
}
