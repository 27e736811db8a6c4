package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.embedded.RemoteFiles;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the URLs of ADD give decides the image, as the files of COPY do: their servers are asked by every build. */
public class ReuseOfUrlsTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    private static final String SHA256_OF_ONE =
            "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";

    private static int count;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile String content = "one";
    private volatile String modified = "Wed, 21 Oct 2015 07:28:00 GMT";
    private HttpServer server;
    private String url;
    private String app;
    private Path agent;
    private CacheDirectory cache;
    private RegistryClient client;

    @Before
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        app = REGISTRY.reference("urls/app" + ++count);
        agent = folder.newFolder().toPath();
        cache = CacheDirectory.open(agent);
        client = new RegistryClient(RegistryOptions.defaults());
    }

    @After
    public void stop() {
        client.close();
        cache.close();
        server.stop(0);
    }

    /** Files below /tagged have an entity tag of their content, those below /weak always the same weak one, others have none. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String tag = "\"" + content + "\"";
        exchange.getResponseHeaders().set("Last-Modified", modified);
        boolean unchanged = false;
        if (path.startsWith("/tagged")) {
            exchange.getResponseHeaders().set("ETag", tag);
            unchanged = tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
        }
        if (path.startsWith("/weak")) {
            exchange.getResponseHeaders().set("ETag", "W/\"same\"");
            unchanged = exchange.getRequestHeaders().containsKey("If-None-Match");
        }
        requests.add((unchanged ? 304 : 200) + " " + path);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(unchanged ? 304 : 200, unchanged ? -1 : bytes.length);
        if (!unchanged && !exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private TestProject project(String... adds) throws IOException {
        StringBuilder dockerfile = new StringBuilder("FROM scratch\n");
        for (String add : adds) {
            dockerfile.append("ADD ").append(add.replace("URL", url)).append('\n');
        }
        return new TestProject(folder.newFolder().toPath()).write("Dockerfile", dockerfile.toString());
    }

    private static boolean isReused(BuildReport report) {
        return report.decision().reused();
    }

    @Test
    public void changedContentIsNotReused() throws IOException {
        for (String path : List.of("tagged", "plain", "weak")) {
            content = "one";
            TestProject project = project("URL/" + path + " /f");
            BuildReport one = project.push(agent, app + ":" + path);
            content = "two";
            BuildReport two = project.push(agent, app + ":" + path);
            assertFalse(path, isReused(two));
            assertEquals("what line 2 (ADD) fetches changed", two.decision().reason());
            assertFalse(path, one.image().layers().equals(two.image().layers()));
            content = "one";
            BuildReport again = project.push(agent, app + ":" + path);
            assertTrue("what was there before is found again: " + path, isReused(again));
            assertEquals(one.image().manifest(), again.image().manifest());
        }
    }

    /** User and password of a URL are sent to its server, and appear in nothing that others may read. */
    @Test
    public void passwordInAUrlIsShownNowhere() throws IOException {
        StringBuilder shown = new StringBuilder();
        String withPassword = url.replace("http://", "http://ann:s3cr:et@").replace("127.0.0.1", "localhost");
        for (String name : List.of("ok", "gone")) {
            TestProject project = project(withPassword + "/" + name + " /f")
                    .write("Dockerfile.copy", "FROM scratch\nCOPY " + withPassword + " /f\n");
            shown.append(shownBy(project, name));
            project.dockerfile = project.context.resolve("Dockerfile.copy");
            shown.append(shownBy(project, name));
        }
        assertFalse(shown.toString(), shown.toString().contains("s3cr"));
        assertTrue(shown.toString(), shown.toString().contains("xxxxx:xxxxx@localhost"));
        try (Stream<Path> files = Files.walk(agent)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        file.toString(),
                        Files.readString(file, StandardCharsets.ISO_8859_1).contains("s3cr"));
            }
        }
    }

    /** Progress, report and configuration of a build, or its error. */
    private String shownBy(TestProject project, String tag) {
        StringBuilder shown = new StringBuilder();
        Progress progress = new Progress() {
            @Override
            public void stepStarted(Step step) {
                shown.append(step);
            }

            @Override
            public void note(String message) {
                shown.append(message);
            }

            @Override
            public void warning(String message) {
                shown.append(message);
            }
        };
        try {
            BuildReport report = ContainerBuild.build(
                    project.request(agent, List.of(new Output.Registry(List.of())), app + ":" + tag),
                    OutputStream.nullOutputStream(),
                    progress);
            shown.append(ReportFiles.json(report)).append(report);
            Repository repository = client.repository(ImageReference.parse(app + ":" + tag));
            FetchedManifest manifest = repository.manifest(tag);
            Descriptor config = Manifest.parse(manifest.descriptor().mediaType(), manifest.bytes())
                    .config();
            shown.append(new String(repository.config(config), StandardCharsets.UTF_8));
        } catch (InputException | ServiceException e) {
            shown.append(e);
        }
        return shown.toString();
    }

    /** Such a build is as pure as COPY: no age limits it. */
    @Test
    public void unchangedBuildAsksOnceForEachUrl() throws IOException {
        TestProject project = project("URL/tagged/a URL/tagged/b /dir/", "URL/tagged/a /again", "URL/plain /p");
        project.maxAge = Duration.ZERO;
        project.push(agent, app + ":1");
        requests.clear();
        assertTrue(isReused(project.push(agent, app + ":1")));
        assertEquals(List.of("304 /tagged/a", "304 /tagged/b", "200 /plain"), requests);
        requests.clear();
        assertTrue("another agent", isReused(project.push(folder.newFolder().toPath(), app + ":1")));
        assertEquals(List.of("200 /tagged/a", "200 /tagged/b", "200 /plain"), requests);
    }

    /** Replaced by an older file, which a server would not send to who asks for a newer one. */
    @Test
    public void olderFileIsAnotherFile() throws IOException {
        TestProject project = project("URL/plain /f");
        project.push(agent, app + ":1");
        content = "two";
        modified = "Tue, 20 Oct 2015 07:28:00 GMT";
        assertFalse(isReused(project.push(agent, app + ":1")));
    }

    @Test
    public void timeOfTheFileCountsWithASourceDateEpoch() throws IOException {
        for (boolean counts : new boolean[] {false, true}) {
            TestProject project = project("URL/plain /f");
            project.sourceDateEpoch = counts ? Optional.of(1_600_000_000L) : Optional.empty();
            modified = "Wed, 21 Oct 2015 07:28:00 GMT";
            project.push(agent, app + ":" + counts);
            modified = "Wed, 21 Oct 2015 07:28:01 GMT";
            assertEquals(!counts, isReused(project.push(agent, app + ":" + counts)));
        }
    }

    @Test
    public void checksumNeedsNoRequest() throws IOException {
        TestProject project = project("--checksum=" + SHA256_OF_ONE + " URL/tagged /f");
        project.maxAge = Duration.ZERO;
        project.push(agent, app + ":1");
        requests.clear();
        content = "two";
        assertTrue(isReused(project.push(agent, app + ":1")));
        assertTrue(isReused(project.push(folder.newFolder().toPath(), app + ":1")));
        assertEquals(List.of(), requests);
    }

    @Test
    public void noCacheFetchesTheWholeFile() throws IOException {
        TestProject project = project("URL/tagged /f");
        project.push(agent, app + ":1");
        requests.clear();
        project.options = new BuildOptions(false, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.AUTO);
        assertFalse(isReused(project.push(agent, app + ":1")));
        assertEquals(List.of("200 /tagged"), requests);
    }

    @Test
    public void serverThatIsDownFailsTheBuild() throws IOException {
        TestProject project = project("URL/tagged /f");
        project.push(agent, app + ":1");
        server.stop(0);
        ServiceException e = assertThrows(ServiceException.class, () -> project.push(agent, app + ":1"));
        assertTrue(e.getMessage(), e.getMessage().startsWith("Dockerfile:2: cannot fetch " + url + "/tagged: "));
    }

    @Test
    public void invalidUrlIsReportedWithItsLine() throws IOException {
        TestProject project = project("URL/tagged /f", "http:///file /g");
        InputException e = assertThrows(InputException.class, () -> project.push(agent, app + ":1"));
        assertTrue(e.getMessage(), e.getMessage().startsWith("Dockerfile:3: the URL of ADD is invalid: "));
    }

    /** The engine fetches the file itself; this machine asks for it, too, or nobody could say whether it has changed. */
    @Test
    public void changedContentIsNotReusedOfAnEngineEither() throws IOException {
        TestProject project = project("URL/tagged /f").edit("Dockerfile", "scratch", TestImages.busybox(REGISTRY));
        project.write("Dockerfile", project.read("Dockerfile") + "RUN cat /f\n");
        project.environment = Map.of("DOCKER_HOST", DockerEngine.v26().require().host());
        content = "one " + System.nanoTime();
        project.push(agent, app + ":1");
        assertTrue(isReused(project.push(agent, app + ":1")));
        content = "two " + System.nanoTime();
        BuildReport changed = project.push(agent, app + ":1");
        assertFalse(isReused(changed));
        assertEquals("what line 2 (ADD) fetches changed", changed.decision().reason());
    }

    /** Where nobody can say what a source gives, no earlier image is reused. */
    @Test
    public void whatCannotBeAskedIsAnObstacle() throws IOException {
        String git =
                "line 2 (ADD) names a git repository without a commit, so its content is unknown until the engine fetches it";
        String commit = "0123456789abcdef0123456789abcdef01234567";
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("https://git.test/a.git /a", git);
        rows.put("https://git.test/a.git#main /a", git);
        rows.put("git@git.test:a.git#v1:folder /a", git);
        rows.put("https://git.test/a.git#" + commit + " /a", "");
        rows.put("https://git.test/a.git#" + commit + ":folder /a", "");
        rows.put("--checksum=" + SHA256_OF_ONE + " http://127.0.0.1:1/f /f", "");
        rows.put(
                "http://127.0.0.1:1/f /f", "the engine must fetch a file that this machine cannot fetch: cannot fetch");
        rows.put("URL/tagged /f", "");
        rows.forEach((add, obstacle) -> {
            RemoteInputs inputs = inputs(add);
            assertTrue(add + ": " + inputs.obstacle(), inputs.obstacle().startsWith(obstacle));
            assertEquals(add, obstacle.isEmpty(), inputs.obstacle().isEmpty());
            assertEquals(add, obstacle.isEmpty(), inputs.areAsBefore());
        });
    }

    /** While the engine built, somebody may have changed the file. */
    @Test
    public void changeWhileAnEngineBuildsIsSeen() {
        RemoteInputs inputs = inputs("URL/tagged /f");
        assertTrue(inputs.areAsBefore());
        content = "two";
        assertFalse(inputs.areAsBefore());
    }

    private RemoteInputs inputs(String add) {
        try {
            BuildRequest request = project(add).request(agent, List.of());
            Evaluation evaluation = DockerfileInput.parse(request, DockerfileInput.bytes(request))
                    .evaluate(base -> new ImageConfig(JsonObject.empty()));
            RemoteFiles files = new RemoteFiles(cache, client.web(), true);
            PhaseTimer timer = new PhaseTimer(Progress.NONE);
            return RemoteInputs.ask(request, evaluation.stages(), files, false, timer);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
