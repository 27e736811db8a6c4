package io.jenkins.containerbuild.publish;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ArchivePublisherTest {
    private static final List<ImageReference> TAGS =
            List.of(ImageReference.parse("r.example/team/app:1"), ImageReference.parse("app"));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private BuiltImage image;

    @Before
    public void makeAnImage() throws IOException {
        root = folder.newFolder("out").toPath();
        Images images = new Images(folder.getRoot().toPath());
        Layer twice = images.own("app/main", "hello");
        image = Images.of(Images.ofBase("r.example/base:1", "etc/passwd", "root"), twice, twice);
    }

    @Test
    public void anOciTarIsALayoutWhoseBlobsHaveTheirDigestsAsNames() throws IOException {
        Map<String, byte[]> files = publish(oci(root.resolve("a.tar")));

        assertEquals("{\"imageLayoutVersion\":\"1.0.0\"}", text(files.get("oci-layout")));
        assertFalse(files.containsKey("manifest.json"));
        files.forEach((path, bytes) -> {
            if (path.startsWith("blobs/")) {
                assertEquals(path, Layout.path(Digest.of(bytes)));
            }
        });
        assertEquals("2 different layers, configuration, manifest", 4 + 2, files.size());
        assertArrayEquals(
                image.configBytes(),
                files.get(Layout.path(image.manifest().config().digest())));
        assertArrayEquals(
                image.manifest().toBytes(),
                files.get(Layout.path(image.descriptor().digest())));
    }

    @Test
    public void theIndexNamesTheImageAsContainerdDoes() throws IOException {
        JsonObject index = JsonObject.parse(publish(oci(root.resolve("a.tar"))).get("index.json"));

        List<Map<String, String>> annotations = index.objects("manifests").stream()
                .map(manifest -> manifest.stringMap("annotations"))
                .toList();
        assertEquals(
                List.of(
                        Map.of(
                                "io.containerd.image.name", "r.example/team/app:1",
                                "org.opencontainers.image.ref.name", "1"),
                        Map.of(
                                "io.containerd.image.name", "docker.io/library/app:latest",
                                "org.opencontainers.image.ref.name", "latest")),
                annotations);
        for (JsonObject manifest : index.objects("manifests")) {
            assertEquals(image.descriptor().digest().toString(), manifest.string("digest"));
        }
    }

    @Test
    public void dockerTarContainsTheFilesThatDockerLoadReads() throws IOException {
        Map<String, byte[]> files = publish(
                new Output.Archive(Output.Format.DOCKER, root.resolve("d.tar").toString(), List.of()));

        String list = text(files.get("manifest.json"));
        JsonObject entry = JsonObject.parse(list.substring(1, list.length() - 1).getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of("r.example/team/app:1", "docker.io/library/app:latest"), entry.strings("RepoTags"));
        assertEquals(3, entry.strings("Layers").size());
        assertTrue(files.keySet().containsAll(entry.strings("Layers")));
        assertTrue(files.containsKey(entry.string("Config")));
        assertTrue(files.containsKey("index.json"));
    }

    @Test
    public void theSameImageGivesTheSameBytesWhichWhoeverReadsOtherFilesMayRead() throws IOException {
        publish(oci(root.resolve("a.tar")));
        publish(oci(root.resolve("b.tar")));

        assertEquals(-1, Files.mismatch(root.resolve("a.tar"), root.resolve("b.tar")));
        Path other = Files.createFile(root.resolve("other"));
        assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(root.resolve("a.tar")));
    }

    @Test
    public void nameOfTheDestinationTakesPrecedence() throws IOException {
        JsonObject index = JsonObject.parse(publish(new Output.Archive(
                        Output.Format.OCI, root.resolve("a.tar").toString(), List.of(ImageReference.parse("other:2"))))
                .get("index.json"));

        assertEquals(
                List.of("docker.io/library/other:2"),
                index.objects("manifests").stream()
                        .map(m -> m.stringMap("annotations").get("io.containerd.image.name"))
                        .toList());
    }

    @Test
    public void aDashIsStandardOutput() throws IOException {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        publisher(oci(Path.of("-")), stdout).publish(image);
        publish(oci(root.resolve("a.tar")));

        assertArrayEquals(Files.readAllBytes(root.resolve("a.tar")), stdout.toByteArray());
    }

    @Test
    public void aStandardOutputThatTakesNothingIsReported() {
        PrintStream closed = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        ServiceException e = assertThrows(ServiceException.class, () -> publisher(oci(Path.of("-")), closed)
                .publish(image));
        assertEquals(
                "output standard output: cannot be written: it is closed, or its disk is full. Free some space there and"
                        + " make it writable for the user who builds, or use another destination",
                e.getMessage());
    }

    @Test
    public void aDamagedLayerIsReportedAndNothingIsLeft() throws IOException {
        Path file = Images.file(image.layers().get(1));
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length - 9] ^= 1;
        Files.write(file, damaged);

        ServiceException e = assertThrows(ServiceException.class, () -> publish(oci(root.resolve("a.tar"))));
        assertTrue(e.getMessage(), e.getMessage().contains(file + " (delete it to have it made again) is damaged"));
        assertEquals(Set.of(), left());
    }

    @Test
    public void aLayerThatIsTooLongOrTooShortIsReportedToo() throws IOException {
        Path file = Images.file(image.layers().get(1));
        byte[] right = Files.readAllBytes(file);
        for (int length : new int[] {0, right.length - 1, right.length + 1}) {
            Files.write(file, java.util.Arrays.copyOf(right, length));
            ServiceException e = assertThrows(ServiceException.class, () -> publish(oci(root.resolve("a.tar"))));
            assertTrue(length + ": " + e.getMessage(), e.getMessage().contains("is damaged"));
        }
        assertEquals(Set.of(), left());
    }

    @Test
    public void existingFileIsKeptUntilTheNewOneIsComplete() throws IOException {
        Path file = Files.writeString(root.resolve("a.tar"), "before");
        Files.delete(Images.file(image.layers().get(1)));

        assertThrows(ServiceException.class, () -> publish(oci(file)));
        assertEquals("before", Files.readString(file));
        assertEquals(Set.of("a.tar"), left());
    }

    @Test
    public void anInterruptionLeavesNothing() throws IOException {
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> publish(oci(root.resolve("a.tar"))));
        } finally {
            assertTrue("the flag stays set", Thread.interrupted());
        }
        assertEquals(Set.of(), left());
    }

    @Test
    public void aDestinationThatCannotBeIsRefusedBeforeTheBuild() {
        for (String dest :
                List.of(root.toString(), root.resolve("no/such/a.tar").toString())) {
            assertThrows(dest, InputException.class, () -> publisher(oci(Path.of(dest)), null));
        }
    }

    private static Output.Archive oci(Path destination) {
        return new Output.Archive(Output.Format.OCI, destination.toString(), List.of());
    }

    private Map<String, byte[]> publish(Output.Archive output) throws IOException {
        Published published = publisher(output, null).publish(image).get(0);
        assertEquals(image.descriptor().digest(), published.digest());
        return read(Path.of(published.destination()));
    }

    private static Publisher publisher(Output.Archive output, OutputStream stdout) {
        return new ArchivePublisher(output, TAGS, stdout, new PhaseTimer(Progress.NONE), Progress.NONE);
    }

    private static Map<String, byte[]> read(Path archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarFile tar = new TarFile(archive)) {
            for (TarArchiveEntry entry : tar.getEntries()) {
                if (entry.isFile()) {
                    files.put(entry.getName(), tar.getInputStream(entry).readAllBytes());
                }
            }
        }
        return files;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Set<String> left() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
