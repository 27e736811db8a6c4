package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class BuildCommandTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    private static int count;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Path context;

    @Before
    public void makeAContext() throws IOException {
        root = folder.getRoot().toPath();
        context = folder.newFolder("context").toPath();
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY a /a\nCMD [\"/a\"]\n");
        Files.writeString(context.resolve("a"), "content");
    }

    @Test
    public void anArchiveAndWhatProgramsReadAboutIt() throws IOException {
        Path archive = root.resolve("image.tar");
        Path metadata = root.resolve("metadata.json");
        Path imageId = root.resolve("iid");
        Path report = root.resolve("report.json");
        Ran ran = build(
                "-o",
                "type=oci,dest=" + archive,
                "-t",
                "example/app:1",
                "--metadata-file=" + metadata,
                "--iidfile=" + imageId,
                "--report=" + report,
                "--label",
                "a=b");

        assertEquals(ran.err(), 0, ran.status());
        assertEquals("", ran.out());
        Map<String, byte[]> files = tar(Files.readAllBytes(archive));
        JsonObject written = JsonObject.parse(Files.readAllBytes(metadata));
        String digest = written.string("containerimage.digest");
        byte[] manifest = files.get("blobs/" + digest.replace(':', '/'));
        assertEquals(digest, Digest.of(manifest).toString());
        String config = JsonObject.parse(manifest).object("config").string("digest");
        assertEquals(config, written.string("containerimage.config.digest"));
        assertEquals(config, Files.readString(imageId));
        assertEquals("docker.io/example/app:1", written.string("image.name"));
        JsonObject container =
                JsonObject.parse(files.get("blobs/" + config.replace(':', '/'))).object("config");
        assertEquals(Map.of("a", "b"), container.stringMap("Labels"));
        JsonObject reported = JsonObject.parse(Files.readAllBytes(report));
        assertEquals(digest, reported.object("image").string("digest"));
        assertEquals("embedded", reported.object("builder").string("name"));
        assertEquals(1, reported.object("context").number("sentFiles"));
        assertEquals(
                List.of(2L, 3L),
                reported.objects("instructions").stream()
                        .map(step -> step.number("line"))
                        .toList());
        assertTrue("the table is a message: " + ran.err(), ran.err().contains(digest));
    }

    @Test
    public void aPushedImageIsInTheRegistry() throws IOException {
        Path metadata = root.resolve("metadata.json");
        String name = REGISTRY.reference("cli/app" + ++count + ":1");
        Ran ran = build("-t", name, "--push", "--metadata-file", metadata.toString());

        assertEquals(ran.err(), 0, ran.status());
        String digest = JsonObject.parse(Files.readAllBytes(metadata)).string("containerimage.digest");
        String manifest = Skopeo.manifest("docker://" + name);
        assertEquals(
                digest, Digest.of(manifest.getBytes(StandardCharsets.UTF_8)).toString());
    }

    @Test
    public void unchangedImageCostsOnlyHeadRequests() throws IOException {
        String app = "cli/app" + ++count;
        assertEquals(0, build("-t", REGISTRY.reference(app + ":1"), "--push").status());
        REGISTRY.forgetRequests();
        Ran ran = build("-t", REGISTRY.reference(app + ":1"), "--push");

        assertEquals(ran.err(), 0, ran.status());
        List<String> requests =
                REGISTRY.requests().stream().map(Object::toString).toList();
        assertEquals("HEAD /v2/" + app + "/manifests/1 200", requests.get(0));
        for (String blob : requests.subList(1, requests.size())) {
            assertTrue(blob, blob.startsWith("HEAD /v2/" + app + "/blobs/"));
        }
    }

    @Test
    public void dashWritesOnlyTheTarToStandardOutput() throws IOException {
        Ran ran = build("-o", "type=docker,dest=-", "-t", "example/app:1");

        assertEquals(ran.err(), 0, ran.status());
        assertTrue(tar(ran.outBytes()).containsKey("manifest.json"));
    }

    @Test
    public void quietPrintsOnlyTheImageId() throws IOException {
        Path imageId = root.resolve("iid");
        for (String option : List.of("-q", "--progress=quiet")) {
            Ran ran = build(option, "-o", "type=oci,dest=" + root.resolve("q.tar"), "--iidfile", imageId.toString());
            assertEquals(ran.err(), 0, ran.status());
            assertEquals(Files.readString(imageId) + "\n", ran.out());
            assertEquals("", ran.err());
        }
    }

    @Test
    public void unsupportedOptionsSetToFalseAreAccepted() {
        Ran ran = build("--provenance=false", "--sbom=false", "--load=false");
        assertEquals(ran.err(), 0, ran.status());
    }

    @Test
    public void warnsIfThereIsNoOutput() {
        Ran ran = build();
        assertEquals(ran.err(), 0, ran.status());
        assertTrue(ran.err(), ran.err().contains("WARNING: no output given"));
    }

    @Test
    public void wrongInputHasTheStatus1() throws IOException {
        Files.writeString(context.resolve("wrong"), "FROM scratch\n\nCOPY nothing /\n");
        Files.writeString(context.resolve("run"), "FROM scratch\nRUN true\n");
        Files.writeString(context.resolve("base"), "\nFROM " + REGISTRY.reference("no/base:1") + "\n");
        Files.writeString(
                context.resolve("from"), "FROM scratch\nCOPY --from=" + REGISTRY.reference("no:1") + " a /\n");
        Map<List<String>, String> cases = new HashMap<>();
        cases.put(List.of("-f", context + "/base"), context + "/base:2: the image " + REGISTRY.reference("no/base:1"));
        cases.put(List.of("-f", context + "/from"), context + "/from:2: the image " + REGISTRY.reference("no:1"));
        cases.put(List.of("-f", context + "/wrong"), context + "/wrong:3: ");
        cases.put(List.of("-f", context + "/none"), context + "/none");
        cases.put(List.of("--builder", "embedded", "-f", context + "/run"), context + "/run:2: ");
        cases.put(List.of("--target", "x"), "\"x\"");
        cases.put(List.of("-o", "type=oci,dest=" + root + "/no/such/a.tar"), "create " + root + "/no/such");
        cases.put(List.of("-o", "type=oci,dest=" + root), "is a directory");
        cases.put(List.of("--metadata-file", root + "/no/such/m.json"), "create " + root + "/no/such");
        cases.forEach((options, message) -> {
            Ran ran = build(options.toArray(String[]::new));
            assertEquals(options + ran.err(), 1, ran.status());
            assertEquals("", ran.out());
            assertTrue(options + ran.err(), ran.err().contains(message));
        });
    }

    @Test
    public void aRegistryThatIsDownHasTheStatus3() {
        LocalRegistry down = new LocalRegistry().open();
        String name = down.reference("app:1");
        down.close();
        Ran ran = build("-t", name, "--push");

        assertEquals(ran.err(), 3, ran.status());
        assertTrue(ran.err(), ran.err().contains(down.host()));
    }

    @Test
    public void severalRunAtOnceInOneJvm() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Callable<Ran>> builds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Path own = folder.newFolder("context" + i).toPath();
            Files.writeString(own.resolve("Dockerfile"), "FROM scratch\nCOPY a /a\n");
            Files.writeString(own.resolve("a"), "content " + i);
            String cache = root.resolve("cache").toString();
            String output = "type=oci,dest=" + root.resolve(i + ".tar");
            builds.add(() -> Ran.of("build", "-q", "--cache-dir", cache, "-o", output, own.toString()));
        }
        List<String> ids = new ArrayList<>();
        for (Future<Ran> build : pool.invokeAll(builds)) {
            assertEquals(build.get().err(), 0, build.get().status());
            ids.add(build.get().out());
        }
        pool.shutdown();
        assertEquals("each has its own: " + ids, 8, ids.stream().distinct().count());
        for (int i = 0; i < 8; i++) {
            Map<String, byte[]> files = tar(Files.readAllBytes(root.resolve(i + ".tar")));
            assertTrue(files.containsKey("blobs/" + ids.get(i).strip().replace(':', '/')));
        }
    }

    @Test
    public void anInterruptCancelsAndLeavesNothing() throws Exception {
        Path out = folder.newFolder("out").toPath();
        Thread.currentThread().interrupt();
        Ran ran = build("-o", "type=oci,dest=" + out.resolve("a.tar"));
        assertTrue("the flag stays set", Thread.interrupted());

        assertEquals(ran.err(), 130, ran.status());
        assertFalse(Files.list(out).findAny().isPresent());
    }

    private Ran build(String... options) {
        List<String> line = new ArrayList<>(
                List.of("build", "--cache-dir", root.resolve("cache").toString()));
        line.addAll(List.of(options));
        line.add(context.toString());
        return Ran.of(line.toArray(String[]::new));
    }

    private static Map<String, byte[]> tar(byte[] bytes) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }
}
