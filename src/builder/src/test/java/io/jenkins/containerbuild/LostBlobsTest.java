package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.MemoryRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * After a registry has lost blobs and kept the manifests, as garbage collection and restored backups do it, the image of every build that
 * ends well can be pulled.
 */
public class LostBlobsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, Function<BuildReport, List<Digest>>> losses = new LinkedHashMap<>();
    private final Map<String, Later> laters = new LinkedHashMap<>();

    /** A build after the loss, by the agent that made the image or by another one. */
    @FunctionalInterface
    private interface Later {
        BuildReport build(TestProject project, Path agent, String repository) throws IOException;
    }

    public LostBlobsTest() {
        losses.put("the configuration", image -> List.of(image.image().config()));
        losses.put("the layer of the base", image -> List.of(layer(image, 0)));
        losses.put("a layer", image -> List.of(layer(image, 1)));
        losses.put("everything", image -> {
            List<Digest> all = new ArrayList<>(List.of(image.image().config()));
            image.image().layers().forEach(layer -> all.add(layer.digest()));
            return all;
        });
        laters.put("unchanged", (project, agent, app) -> project.push(agent, app + ":1"));
        laters.put("another tag", (project, agent, app) -> project.push(agent, app + ":2"));
        laters.put("another agent", (project, agent, app) -> project.push(agent(), app + ":1"));
        laters.put("another agent, another tag", (project, agent, app) -> project.push(agent(), app + ":2"));
        laters.put("a changed file", (project, agent, app) -> project.write("b", "2")
                .push(agent, app + ":1"));
        laters.put("another agent, a changed file", (project, agent, app) -> project.write("b", "2")
                .push(agent(), app + ":1"));
        laters.put("another agent, a changed file, another tag", (project, agent, app) -> project.write("b", "2")
                .push(agent(), app + ":2"));
        laters.put("--no-cache", (project, agent, app) -> withoutCache(project).push(agent, app + ":1"));
        laters.put("two repositories", (project, agent, app) -> project.push(agent, app + ":1", app + "/copy:1"));
    }

    private static Digest layer(BuildReport image, int index) {
        return image.image().layers().get(index).digest();
    }

    private Path agent() throws IOException {
        return folder.newFolder().toPath();
    }

    private static TestProject withoutCache(TestProject project) {
        project.options = new BuildOptions(false, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.AUTO);
        return project;
    }

    private TestProject project(MemoryRegistry registry) throws IOException {
        Path layout = folder.newFolder().toPath();
        new ImageFixture().file("etc/passwd", 0644, 0, 0, "root:x:0:0::/:\n").write(layout, "1");
        registry.load(layout, "base", "1");
        return new TestProject(folder.newFolder().toPath())
                .write("Dockerfile", "FROM " + registry.reference("base:1") + "\nCOPY a /a\nCOPY b /b\n")
                .write("a", "a")
                .write("b", "1");
    }

    @Test
    public void imageOfEveryLaterBuildIsWhole() throws IOException {
        List<String> broken = new ArrayList<>();
        int rows = 0;
        for (boolean validates : new boolean[] {true, false}) {
            try (MemoryRegistry registry = new MemoryRegistry(validates)) {
                for (String loss : losses.keySet()) {
                    for (String later : laters.keySet()) {
                        String row = (validates ? "validates, " : "validates nothing, ") + loss + ", " + later;
                        broken.addAll(missing(row, registry, "app" + ++rows, losses.get(loss), laters.get(later)));
                    }
                }
            }
        }
        assertEquals(List.of(), broken);
        assertEquals(72, rows);
    }

    private List<String> missing(
            String row, MemoryRegistry registry, String app, Function<BuildReport, List<Digest>> loss, Later later)
            throws IOException {
        TestProject project = project(registry);
        Path agent = agent();
        BuildReport first = project.push(agent, registry.reference(app + ":1"));
        assertEquals(row, List.of(), registry.missing(app, "1"));
        loss.apply(first).forEach(blob -> registry.lose(app, blob));
        BuildReport report = later.build(project, agent, registry.reference(app));
        return report.image().names().stream()
                .filter(name -> !registry.missing(name.repository(), name.tag()).isEmpty())
                .map(name -> row + ": " + name + " lacks " + registry.missing(name.repository(), name.tag()))
                .toList();
    }

    /** What a push uploaded is asked for by the next build; what a build has asked for is not asked for again. */
    @Test
    public void unchangedBuildAsksForBlobsOnce() throws IOException {
        try (MemoryRegistry registry = new MemoryRegistry(false)) {
            TestProject project = project(registry);
            Path agent = agent();
            String name = registry.reference("app:1");
            BuildReport first = project.push(agent, name);
            registry.forgetRequests();
            assertTrue(project.push(agent, name).decision().reused());
            assertEquals(
                    "a HEAD for each blob: " + registry.requests(),
                    1 + first.image().layers().size(),
                    headsOfBlobs(registry).count());
            registry.forgetRequests();
            assertTrue(project.push(agent, name).decision().reused());
            assertEquals(List.of("HEAD /v2/app/manifests/1"), ofApp(registry).toList());
        }
    }

    private static Stream<String> ofApp(MemoryRegistry registry) {
        return registry.requests().stream().filter(request -> request.contains("/v2/app/"));
    }

    private static Stream<String> headsOfBlobs(MemoryRegistry registry) {
        return ofApp(registry).filter(request -> request.startsWith("HEAD /v2/app/blobs/"));
    }

    /** A registry that validates manifests reports the loss when the image gets another name. */
    @Test
    public void refusalEndsRememberedAnswers() throws IOException {
        assertRemembered(true, (project, agent, app) -> project.push(agent, app + ":2"));
    }

    @Test
    public void rememberedAnswersEndAfterAnHour() throws IOException {
        assertRemembered(false, (project, agent, app) -> {
            makeAnswersOlder(agent, 3_600_000);
            return project.push(agent, app + ":1");
        });
    }

    /** After a build has asked for the blobs, a lost one is not noticed until {@code later}. */
    private void assertRemembered(boolean validates, Later later) throws IOException {
        try (MemoryRegistry registry = new MemoryRegistry(validates)) {
            TestProject project = project(registry);
            Path agent = agent();
            project.push(agent, registry.reference("app:1"));
            BuildReport asked = project.push(agent, registry.reference("app:1"));
            registry.lose("app", layer(asked, 1));
            project.push(agent, registry.reference("app:1"));
            assertFalse("remembered", registry.missing("app", "1").isEmpty());
            later.build(project, agent, registry.reference("app"));
            assertEquals(List.of(), registry.missing("app", "1"));
            if (validates) {
                registry.lose("app", layer(asked, 2));
                project.push(agent, registry.reference("app:1"));
                assertEquals("and all are asked for again", List.of(), registry.missing("app", "1"));
            }
        }
    }

    private static void makeAnswersOlder(Path agent, long millis) throws IOException {
        try (Stream<Path> records = Files.list(agent.resolve("builds"))) {
            for (Path record : records.filter(
                            file -> file.getFileName().toString().startsWith("present-"))
                    .toList()) {
                StringBuilder older = new StringBuilder();
                for (String line : Files.readAllLines(record)) {
                    int space = line.indexOf(' ');
                    long answered = Long.parseLong(line.substring(space + 1));
                    older.append(line, 0, space + 1).append(answered - millis).append('\n');
                }
                Files.writeString(record, older);
            }
        }
    }

    /** Nothing can be asked, so nothing is believed to be there; small blobs are mounted from the repository itself. */
    @Test
    public void registryWithoutHeadsOfBlobsGetsWholeImages() throws IOException {
        try (MemoryRegistry registry = new MemoryRegistry(false)) {
            registry.refuseHeadsOfBlobs();
            TestProject project = project(registry);
            Path agent = agent();
            BuildReport first = project.push(agent, registry.reference("app:1"));
            registry.lose("app", layer(first, 1));
            assertFalse(
                    project.push(agent, registry.reference("app:1")).decision().reused());
            assertEquals(List.of(), registry.missing("app", "1"));
        }
    }

    /** The layer of the base from another repository, and all layers from the first repository to the second one. */
    @Test
    public void blobThatTheRegistryDidNotMountIsUploaded() throws IOException {
        try (MemoryRegistry registry = new MemoryRegistry(true)) {
            TestProject project = project(registry);
            registry.pretendToMount();
            project.push(agent(), registry.reference("app:1"), registry.reference("copy:1"));
            assertEquals(List.of(), registry.missing("app", "1"));
            assertEquals(List.of(), registry.missing("copy", "1"));
        }
    }

    /** It uploads what the build made, although the registry says that it has it. */
    @Test
    public void noCacheUploadsWithoutAsking() throws IOException {
        try (MemoryRegistry registry = new MemoryRegistry(false)) {
            TestProject project = project(registry);
            Path agent = agent();
            project.push(agent, registry.reference("app:1"));
            project.push(agent, registry.reference("app:1"));
            registry.forgetRequests();
            withoutCache(project).push(agent, registry.reference("app:1"));
            assertEquals(
                    "two layers and the configuration: " + registry.requests(),
                    3,
                    ofApp(registry)
                            .filter(request -> request.startsWith("PUT /v2/app/blobs/"))
                            .count());
            assertEquals(0, headsOfBlobs(registry).count());
        }
    }
}
