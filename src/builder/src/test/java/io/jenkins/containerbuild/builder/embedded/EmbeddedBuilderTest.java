package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.BuildOptions.LayerSplit;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.context.IgnoreFile;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What holds for every image that is built without a daemon; that it is the right image is for {@link EqualityTest} to say. */
public class EmbeddedBuilderTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    private static final String DOCKERFILE =
            "FROM scratch\nWORKDIR /app\nCOPY a.txt .\nCOPY <<EOF /made\nx\nEOF\nENV A=b\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path context;

    @Before
    public void writeContext() throws IOException {
        context = folder.newFolder("context").toPath();
        Files.writeString(context.resolve("a.txt"), "a\n");
    }

    private EmbeddedRun run(String cache) throws IOException {
        return new EmbeddedRun(
                context, Files.createDirectories(folder.getRoot().toPath().resolve(cache)));
    }

    private static List<Outcome> outcomes(BuiltImage image) {
        return image.steps().stream().map(StepResult::outcome).toList();
    }

    @Test
    public void anUnchangedBuildGivesTheSameImage() throws Exception {
        BuiltImage first = run("cache").build(DOCKERFILE);
        Files.setLastModifiedTime(context.resolve("a.txt"), FileTime.fromMillis(0));
        BuiltImage second = run("cache").build(DOCKERFILE);
        assertEquals(first.descriptor(), second.descriptor());
        assertArrayEquals(first.configBytes(), second.configBytes());
        assertEquals(List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE, Outcome.CACHED), outcomes(first));
        assertEquals(List.of(Outcome.CACHED, Outcome.CACHED, Outcome.CACHED, Outcome.CACHED), outcomes(second));
    }

    @Test
    public void onlyChangedLayersAreBuiltAgain() throws Exception {
        BuiltImage first = run("cache").build(DOCKERFILE);
        Files.writeString(context.resolve("a.txt"), "b\n");
        BuiltImage second = run("cache").build(DOCKERFILE);
        assertEquals(List.of(Outcome.CACHED, Outcome.MADE, Outcome.CACHED, Outcome.CACHED), outcomes(second));
        assertEquals(first.layers().get(0), second.layers().get(0));
        assertNotEquals(first.descriptor(), second.descriptor());
    }

    @Test
    public void withoutTheCacheEverythingIsMade() throws Exception {
        BuildOptions noCache = new BuildOptions(false, Compression.GZIP, LayerSplit.AUTO);
        run("cache").build(DOCKERFILE);
        BuiltImage second = run("cache").with(noCache).build(DOCKERFILE);
        assertEquals(List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE, Outcome.CACHED), outcomes(second));
    }

    @Test
    public void aSourceDateEpochMakesTheSameBytesEverywhere() throws Exception {
        BuiltImage here = run("here").withEpoch(1_000_000_000).build(DOCKERFILE);
        Files.setLastModifiedTime(context.resolve("a.txt"), FileTime.fromMillis(2_000_000_000_000L));
        BuiltImage there = run("there").withEpoch(1_000_000_000).build(DOCKERFILE);
        assertArrayEquals(here.manifest().toBytes(), there.manifest().toBytes());
        for (int i = 0; i < here.layers().size(); i++) {
            assertArrayEquals(bytes(here.layers().get(i)), bytes(there.layers().get(i)));
        }
        JsonObject config = JsonObject.parse(here.configBytes());
        assertEquals("2001-09-09T01:46:40Z", config.string("created"));
        for (JsonObject entry : config.objects("history")) {
            assertEquals("2001-09-09T01:46:40Z", entry.string("created"));
        }
    }

    private static byte[] bytes(Layer layer) throws IOException {
        return Files.readAllBytes(Layers.file(layer));
    }

    @Test
    public void timesOfConfigurationEntriesAreThoseOfTheirLayers() throws Exception {
        BuiltImage image = run("cache").build("FROM scratch\nENV A=1\nCOPY a.txt /\nENV B=2\n");
        List<JsonObject> history = ImageConfig.parse(image.configBytes()).history();
        assertEquals(history.get(1).string("created"), history.get(0).string("created"));
        assertEquals(history.get(1).string("created"), history.get(2).string("created"));
    }

    @Test
    public void theManifestIsOneOfOci() throws Exception {
        BuiltImage image = run("cache").build(DOCKERFILE);
        assertEquals(MediaTypes.OCI_MANIFEST, image.manifest().mediaType());
        assertEquals(MediaTypes.OCI_CONFIG, image.manifest().config().mediaType());
        assertEquals(MediaTypes.OCI_LAYER_GZIP, image.manifest().layers().get(0).mediaType());
        BuildOptions zstd = new BuildOptions(true, Compression.ZSTD, LayerSplit.AUTO);
        assertEquals(
                MediaTypes.OCI_LAYER_ZSTD,
                run("cache")
                        .with(zstd)
                        .build(DOCKERFILE)
                        .manifest()
                        .layers()
                        .get(0)
                        .mediaType());
    }

    @Test
    public void aNameThatWouldRemoveAFileIsRefusedWhereItIsCopied() throws Exception {
        Files.writeString(context.resolve(".wh.a.txt"), "");
        InputException e =
                assertThrows(InputException.class, () -> run("cache").build("FROM scratch\nCOPY a.txt /\nCOPY . /b\n"));
        assertTrue(e.getMessage(), e.getMessage().startsWith("Dockerfile:3: /b/.wh.a.txt cannot be in an image: "));
    }

    @Test
    public void anImageMayHaveNoLayers() throws Exception {
        BuiltImage image = run("cache").build("FROM scratch\nENV A=1\n");
        assertEquals(List.of(), image.layers());
        assertEquals(List.of(), ImageConfig.parse(image.configBytes()).diffIds());
    }

    @Test
    public void largeCopyIsSplitIntoLayersAndRecordedInTheHistory() throws Exception {
        Random random = new Random(1);
        Files.createDirectories(context.resolve("big"));
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 << 20];
            random.nextBytes(bytes);
            Files.write(context.resolve("big/" + i), bytes);
        }
        BuiltImage image = run("cache").build("FROM scratch\nCOPY big /big\nENV A=1\n");
        int layers = image.layers().size();
        assertTrue("layers: " + layers, layers > 1 && layers < 100);
        List<JsonObject> history = ImageConfig.parse(image.configBytes()).history();
        assertEquals(layers + 1, history.size());
        assertEquals(
                "COPY big /big # buildkit (part 1 of " + layers + ")",
                history.get(0).string("created_by"));
        BuildOptions off = new BuildOptions(true, Compression.GZIP, LayerSplit.OFF);
        assertEquals(
                1,
                run("cache")
                        .with(off)
                        .build("FROM scratch\nCOPY big /big\n")
                        .layers()
                        .size());
    }

    @Test
    public void anImageHasFewerThanAHundredLayersHoweverBigItsCopies() throws Exception {
        StringBuilder dockerfile = new StringBuilder("FROM scratch\n");
        for (int i = 0; i < 60; i++) {
            dockerfile.append("COPY a.txt /").append(i).append('\n');
        }
        assertEquals(60, run("cache").build(dockerfile.toString()).layers().size());
    }

    @Test
    public void directoryCanReplaceAnImage() throws Exception {
        Path other = folder.newFolder("other").toPath();
        Files.writeString(other.resolve("inside"), "x");
        EmbeddedRun run = run("cache").withContext("ctx", DiskTree.of(other, IgnoreFile.NONE, "named context ctx"));
        BuiltImage copied = run.build("FROM scratch\nCOPY --from=ctx inside /\n");
        assertEquals(1, copied.steps().get(0).files());
        BuiltImage based = run.build("FROM ctx\nCOPY a.txt /\n");
        assertEquals(2, based.layers().size());
        EmbeddedRun alpine = run("cache").withContext("alpine", DiskTree.of(other, IgnoreFile.NONE, "alpine"));
        assertEquals(1, alpine.build("FROM alpine:latest\nENV A=1\n").layers().size());
        assertEquals(
                1,
                alpine.build("FROM scratch\nCOPY --from=alpine:latest inside /\n")
                        .layers()
                        .size());
    }

    /** As BuildKit does: entries beyond the layers count as empty, missing ones are added. */
    @Test
    public void theHistoryOfABaseHasAnEntryForEachLayer() throws Exception {
        Map<String, Object> layer = Map.of("created_by", "layer");
        Map<String, Object> empty = Map.of("created_by", "empty", "empty_layer", true);
        Map<List<Map<String, Object>>, String> rows = new LinkedHashMap<>();
        rows.put(List.of(), "false false");
        rows.put(List.of(empty, layer), "true false false");
        rows.put(List.of(layer), "false false");
        rows.put(List.of(layer, empty, layer, layer), "false true true true false");
        int count = 0;
        for (Map.Entry<List<Map<String, Object>>, String> row : rows.entrySet()) {
            String base = new ImageFixture()
                    .file("f", 0644, 0, 0, "f")
                    .history(row.getKey())
                    .push(REGISTRY, "base/history:" + ++count);
            BuiltImage image = run("cache").build("FROM " + base + "\nCOPY a.txt /\n");
            assertEquals(
                    row.toString(),
                    row.getValue(),
                    ImageConfig.parse(image.configBytes()).history().stream()
                            .map(entry -> Boolean.toString(entry.bool("empty_layer")))
                            .collect(Collectors.joining(" ")));
        }
    }

    @Test
    public void mistakesNameTheirLine() throws Exception {
        String[][] mistakes = {
            {
                "FROM scratch\nCOPY a.txt /x\n\nCOPY a.txt /x/y",
                "Dockerfile:4: /x exists in the image and is not a directory"
            },
            {"FROM scratch\nCOPY nothing /x", "Dockerfile:2: "},
            {"FROM scratch\nCOPY --chown=app a.txt /x", "Dockerfile:2: the owner \"app\" cannot be looked up"},
            {"FROM scratch\nADD git@github.com:a/b.git /x", "Dockerfile:2: the embedded builder cannot fetch git"},
            {"FROM scratch\nRUN true", "Dockerfile:2: the embedded builder cannot run commands"},
            {"FROM scratch\nADD http:///file /x", "Dockerfile:2: the URL of ADD is invalid: "},
        };
        for (String[] mistake : mistakes) {
            InputException e = assertThrows(
                    mistake[0], InputException.class, () -> run("cache").build(mistake[0]));
            assertTrue(e.getMessage(), e.getMessage().startsWith(mistake[1]));
        }
        ServiceException e = assertThrows(
                ServiceException.class, () -> run("cache").build("FROM scratch\nADD http://127.0.0.1:1/f /f"));
        assertTrue(e.getMessage(), e.getMessage().startsWith("Dockerfile:2: cannot fetch http://127.0.0.1:1/f: "));
    }

    @Test
    public void anInterruptedBuildStops() throws Exception {
        EmbeddedRun run = run("cache");
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> run.build(DOCKERFILE));
        assertTrue("the interrupt is kept", Thread.interrupted());
    }
}
