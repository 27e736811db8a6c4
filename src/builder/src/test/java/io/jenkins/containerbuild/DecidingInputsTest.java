package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.BuilderSelection.Kind;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.MemoryRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Holds the table "What decides an image" of docs/architecture.md: for each row there is an input that is changed here, and the answer of the
 * row, whether the earlier image may still be reused, is what happens.
 */
public class DecidingInputsTest {
    private static final String HEADING = "## What decides an image";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, Case> cases = new LinkedHashMap<>();
    private volatile String served = "one";
    private HttpServer server;
    private MemoryRegistry registry;
    private CacheDirectory cache;
    private RegistryClient client;

    /** A project with a Dockerfile, built by a builder, and a change of one input. */
    private record Case(Kind builder, String dockerfile, Consumer<TestProject> change) {}

    /** The earlier image may be reused, must not be, or may be up to {@code --max-age}. */
    private enum Answer {
        YES,
        NO,
        UP_TO_MAX_AGE;

        /** As the table spells it. */
        static Answer parse(String cell) {
            return switch (cell) {
                case "yes" -> NO;
                case "no" -> YES;
                case "up to `--max-age`" -> UP_TO_MAX_AGE;
                default -> throw new AssertionError("the column \"decides\" says " + cell);
            };
        }
    }

    @Before
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = served.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        registry = new MemoryRegistry(true);
        cache = CacheDirectory.open(folder.newFolder().toPath());
        client = new RegistryClient(RegistryOptions.defaults());
        addCases("http://127.0.0.1:" + server.getAddress().getPort() + "/f", registry.reference("base:1"));
    }

    @After
    public void stop() {
        client.close();
        cache.close();
        registry.close();
        server.stop(0);
    }

    private void addCases(String url, String base) {
        embedded("base image", "FROM " + base, p -> pushBase("two"));
        embedded("`docker-image://` context", "FROM ctx", p -> pushBase("two"));
        embedded("`oci-layout://` context", "FROM layout", p -> writeLayout(p, "two"));
        embedded("directory context", "FROM scratch\nCOPY --from=dir f /", p -> p.write("../dir/f", "two"));
        embedded("file that an instruction copies", "FROM scratch\nCOPY f /", p -> p.write("f", "two"));
        embedded("mode of such a file", "FROM scratch\nCOPY f /", p -> p.mode("f", "rwx------"));
        embedded("target of a symbolic link", "FROM scratch\nCOPY d /", p -> p.link("d/l", "other"));
        embedded("file that no instruction copies", "FROM scratch\nCOPY f /", p -> p.write("unneeded", "two"));
        embedded("ignore file", "FROM scratch\nCOPY d /", p -> p.write(".dockerignore", "d/a\n"));
        embedded("modification time of a file", "FROM scratch\nCOPY f /", p -> p.touch("f", 1_500_000_000));
        embedded("`SOURCE_DATE_EPOCH`", "FROM scratch", p -> p.sourceDateEpoch = Optional.of(1_600_000_000L));
        embedded("URL of ADD", "FROM scratch\nADD " + url + " /", p -> served = "two");
        embedded(
                "URL of ADD with `--checksum`",
                "FROM scratch\nADD --checksum=sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed "
                        + url + " /",
                p -> served = "two");
        engine("git repository of ADD", "FROM scratch\nADD https://git.test/a.git#main /a", p -> {});
        engine(
                "commit of a git repository",
                "FROM scratch\nADD https://git.test/a.git#" + "1".repeat(40) + " /a",
                p -> p.edit("Dockerfile", "1".repeat(40), "2".repeat(40)));
        embedded("build argument that an instruction uses", "FROM scratch\nARG A=1\nENV B=$A", argument("A"));
        embedded("build argument that nothing uses", "FROM scratch\nARG A=1\nCOPY f /", argument("A"));
        engine("build argument that a command may see", "FROM " + base + "\nARG A=1\nRUN true", argument("A"));
        engine("predefined build argument", "FROM " + base + "\nRUN true", argument("HTTP_PROXY"));
        engine("build argument of BuildKit", "FROM scratch\nCOPY f /", argument("BUILDKIT_MULTI_PLATFORM"));
        engine("what a command does", "FROM " + base + "\nRUN date > /now", p -> {});
        engine(
                "value of a secret",
                "FROM " + base + "\nRUN --mount=type=secret,id=s true",
                p -> p.secrets.put("s", new SecretSource.InVariable("S", Map.of("S", "two"))));
        engine(
                "id of a secret",
                "FROM " + base + "\nRUN --mount=type=secret,id=s true",
                p -> p.secrets.put("t", new SecretSource.InVariable("S", Map.of("S", "one"))));
        engine(
                "frontend",
                "# syntax=a/frontend:1\nFROM scratch",
                p -> p.edit("Dockerfile", "frontend:1", "frontend:2"));
        embedded("instruction", "FROM scratch\nENV A=1", p -> p.edit("Dockerfile", "A=1", "A=2"));
        embedded("comment", "FROM scratch\n# one\nENV A=1", p -> p.edit("Dockerfile", "# one", "# two"));
        embedded("target stage", "FROM scratch AS a\nENV A=1\nFROM a\nENV B=1", p -> p.target = "a");
        embedded(
                "stage that the target does not need",
                "FROM scratch AS a\nENV A=1\nFROM scratch",
                p -> p.edit("Dockerfile", "A=1", "A=2"));
        embedded("platform", "FROM scratch", p -> p.platform = Platform.parse("linux/arm64"));
        embedded("label of the request", "FROM scratch", p -> p.labels.put("a", "b"));
        embedded("annotation", "FROM scratch", p -> p.annotations.put("a", "b"));
        embedded(
                "annotation `org.opencontainers.image.created` or `.revision`",
                "FROM scratch",
                p -> p.annotations.put("org.opencontainers.image.revision", "b"));
        embedded(
                "compression",
                "FROM scratch",
                p -> p.options = new BuildOptions(true, BuildOptions.Compression.ZSTD, BuildOptions.LayerSplit.AUTO));
        embedded(
                "layer split",
                "FROM scratch",
                p -> p.options = new BuildOptions(true, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.OFF));
        engine(
                "inline cache",
                "FROM scratch",
                p -> p.options = new BuildOptions(
                        true,
                        BuildOptions.Compression.GZIP,
                        BuildOptions.LayerSplit.AUTO,
                        new LayerCaches(List.of(), List.of(LayerCaches.target("type=inline")))));
        embedded("builder", "FROM scratch", p -> p.builder = BuilderChoice.DOCKER);
        embedded("place of the checkout", "FROM scratch\nCOPY f /", p -> {});
    }

    private void embedded(String row, String dockerfile, Consumer<TestProject> change) {
        cases.put(row, new Case(Kind.EMBEDDED, dockerfile + "\n", change));
    }

    private void engine(String row, String dockerfile, Consumer<TestProject> change) {
        cases.put(row, new Case(Kind.DOCKER, dockerfile + "\n", change));
    }

    private static Consumer<TestProject> argument(String name) {
        return project -> project.buildArgs.put(name, "two");
    }

    private void pushBase(String content) {
        try {
            Path layout = folder.newFolder().toPath();
            new ImageFixture().file("etc/name", 0644, 0, 0, content).write(layout, "1");
            registry.load(layout, "base", "1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeLayout(TestProject project, String content) {
        new ImageFixture().file("etc/name", 0644, 0, 0, content).write(project.context.resolve("../layout"), "1");
    }

    private TestProject project(String dockerfile) throws IOException {
        TestProject project = new TestProject(
                        Files.createDirectories(folder.newFolder().toPath().resolve("context")))
                .write("Dockerfile", dockerfile)
                .write("f", "one")
                .write("d/a", "a")
                .write("d/b", "b")
                .write("../dir/f", "one")
                .link("d/l", "a");
        project.buildContexts.put("dir", project.context.resolve("../dir").toString());
        project.buildContexts.put("ctx", "docker-image://" + registry.reference("base:1"));
        project.buildContexts.put("layout", "oci-layout://" + project.context.resolve("../layout") + ":1");
        project.secrets.put("s", new SecretSource.InVariable("S", Map.of("S", "one")));
        pushBase("one");
        writeLayout(project, "one");
        served = "one";
        return project;
    }

    @Test
    public void eachRowIsHeld() throws IOException {
        Map<String, Answer> rows = rows();
        assertEquals(List.copyOf(cases.keySet()), List.copyOf(rows.keySet()));
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Case> row : cases.entrySet()) {
            answers.put(row.getKey(), answer(row.getValue()));
        }
        assertEquals(rows, answers);
    }

    private Answer answer(Case row) throws IOException {
        TestProject project = project(row.dockerfile());
        ProjectFingerprint before = take(project, row.builder());
        row.change().accept(project);
        boolean otherBuilder = project.builder.kind() == BuilderChoice.Kind.DOCKER;
        ProjectFingerprint after = take(project, otherBuilder ? Kind.DOCKER : row.builder());
        boolean same = before.fingerprint().digest().equals(after.fingerprint().digest());
        if (!same || !after.obstacle().isEmpty()) {
            return Answer.NO;
        }
        boolean changesNothing = row.equals(cases.get("what a command does"));
        return changesNothing && !after.fingerprint().pure() ? Answer.UP_TO_MAX_AGE : Answer.YES;
    }

    private ProjectFingerprint take(TestProject project, Kind builder) {
        try (FileDigests digests = FileDigests.open(cache, project.context)) {
            return ProjectFingerprint.of(project, builder, cache, client, digests);
        }
    }

    private static Map<String, Answer> rows() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../../docs/architecture.md"));
        assertTrue("the chapter is there", lines.contains(HEADING));
        Map<String, Answer> rows = new LinkedHashMap<>();
        List<String> after = lines.subList(lines.indexOf(HEADING) + 1, lines.size());
        for (String line : after) {
            if (line.startsWith("## ")) {
                break;
            }
            String[] cells = line.split("\\s*\\|\\s*");
            if (line.startsWith("| ") && !cells[1].equals("input") && !cells[1].startsWith("-")) {
                assertEquals("twice: " + cells[1], null, rows.put(cells[1], Answer.parse(cells[2])));
            }
        }
        return rows;
    }
}
