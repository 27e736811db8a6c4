package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Agents that share a registry and nothing else: each has a cache and a checkout of its own. */
public class ReuseTwoAgentsTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    private static int count;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private String app;

    @Before
    public void nameARepository() {
        app = "reuse/app" + ++count;
    }

    /** A fresh checkout. */
    private TestProject checkout(String dockerfile) throws IOException {
        return new TestProject(folder.newFolder().toPath())
                .write("Dockerfile", dockerfile)
                .write("a.txt", "content\n")
                .write("src/b.txt", "more\n");
    }

    private TestProject plain() throws IOException {
        return checkout("FROM scratch\nCOPY a.txt /a.txt\nCOPY src /src\nCMD [\"/a.txt\"]\n");
    }

    private TestProject withCommand() throws IOException {
        DockerEngine engine = DockerEngine.v26().require();
        TestProject project = checkout(
                "FROM " + TestImages.busybox(REGISTRY) + "\nCOPY a.txt /a.txt\nRUN cat /proc/uptime > /uptime\n");
        project.environment = Map.of("DOCKER_HOST", engine.host());
        return project;
    }

    /** An agent that never built anything. */
    private Path agent() throws IOException {
        return folder.newFolder().toPath();
    }

    private String tag(String tag) {
        return REGISTRY.reference(app + ":" + tag);
    }

    private static Digest digest(BuildReport report) {
        return report.image().manifest().digest();
    }

    @Test
    public void theSecondAgentBuildsNothing() throws IOException {
        assertTheSecondBuildsNothing(plain(), plain());
    }

    @Test
    public void norWhereAnEngineHasRunCommands() throws IOException {
        assertTheSecondBuildsNothing(withCommand(), withCommand());
    }

    private void assertTheSecondBuildsNothing(TestProject first, TestProject second) throws IOException {
        BuildReport built = first.push(agent(), tag("1"));
        assertFalse(built.decision().reused());
        REGISTRY.forgetRequests();
        BuildReport reused = second.push(agent(), tag("2"));

        assertTrue(reused.decision().toString(), reused.decision().reused());
        assertTrue(reused.decision().reason(), reused.decision().reason().contains("nothing that decides the image"));
        assertEquals(digest(built), digest(reused));
        assertEquals(built.image().layers(), reused.image().layers());
        List<LocalRegistry.Request> requests = REGISTRY.requests().stream()
                .filter(request -> request.path().contains(app))
                .toList();
        List<String> blobs = requests.stream()
                .filter(request -> request.path().contains("/blobs/"))
                .map(LocalRegistry.Request::method)
                .toList();
        assertEquals(
                "each blob is asked for, and none is moved: " + requests,
                Collections.nCopies(reused.image().layers().size() + 1, "HEAD"),
                blobs);
        assertEquals(
                "one manifest is stored: " + requests,
                List.of("PUT /v2/" + app + "/manifests/2 201"),
                requests.stream()
                        .filter(request -> !List.of("GET", "HEAD").contains(request.method()))
                        .map(Object::toString)
                        .toList());
        assertTrue("few requests: " + requests, requests.size() - blobs.size() <= 5);
    }

    /** Commands see it in their environment, whatever their words are. */
    @Test
    public void aBuildArgumentThatACommandSeesCounts() throws IOException {
        TestProject project = withCommand();
        project.edit("Dockerfile", "RUN", "ARG VERSION=1\nRUN");
        Path agent = agent();
        Digest first = digest(project.push(agent, tag("1")));
        project.buildArgs.put("VERSION", "2");
        BuildReport second = project.push(agent, tag("2"));
        assertFalse(second.decision().toString(), second.decision().reused());
        assertEquals("line 3 (ARG) changed", second.decision().reason());
        project.buildArgs.put("VERSION", "1");
        BuildReport asBefore = project.push(agent, tag("3"));
        assertTrue(asBefore.decision().toString(), asBefore.decision().reused());
        assertEquals(first, digest(asBefore));
    }

    /** {@code stand} stands in for {@code stand:latest}, too. */
    @Test
    public void filesOfADirectoryThatStandsInForAnImageCount() throws IOException {
        for (String changed : List.of("stand", "other", "nothing")) {
            TestProject first = standIns();
            Digest built = digest(first.push(agent(), tag("1")));
            TestProject second = standIns();
            second.write(changed + "/x.txt", "changed\n");
            BuildReport report = second.push(agent(), tag("2"));
            assertEquals(changed, changed.equals("nothing"), report.decision().reused());
            assertEquals(changed, changed.equals("nothing"), built.equals(digest(report)));
        }
    }

    private TestProject standIns() throws IOException {
        TestProject project = checkout("FROM stand:latest\nCOPY --from=other:latest x.txt /other.txt\n")
                .write("stand/x.txt", "x\n")
                .write("other/x.txt", "x\n");
        project.buildContexts.put("stand", project.context.resolve("stand").toString());
        project.buildContexts.put("other", project.context.resolve("other").toString());
        project.sourceDateEpoch = Optional.of(1_600_000_000L);
        return project;
    }

    @Test
    public void anImageOfCommandsIsReusedUpToItsAge() throws Exception {
        Path agent = agent();
        TestProject project = withCommand();
        project.push(agent, tag("1"));
        project.maxAge = Duration.ZERO;
        BuildReport never = project.push(agent, tag("1"));
        assertFalse(never.decision().reused());
        assertTrue(never.decision().reason(), never.decision().reason().contains("--max-age is 0"));
        project.maxAge = Duration.ofNanos(1);
        BuildReport old = project.push(agent, tag("1"));
        assertFalse(old.decision().reused());
        assertTrue(old.decision().reason(), old.decision().reason().contains("older than --max-age allows"));
        assertFalse(
                "nor on a new agent", project.push(agent(), tag("1")).decision().reused());
        project.maxAge = Duration.ofHours(1);
        assertTrue(project.push(agent, tag("1")).decision().reused());
    }

    /** What the user made anew on purpose is what later builds reuse; the engine's own cache is passed by, too. */
    @Test
    public void noCacheBuildsAndIsReusedFromThenOn() throws IOException {
        TestProject project = withCommand();
        Path agent = agent();
        BuildReport first = project.push(agent, tag("1"));
        project.options = new BuildOptions(false, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.AUTO);
        BuildReport anew = project.push(agent, tag("1"));
        assertEquals(new BuildReport.Decision(false, "--no-cache"), anew.decision());
        assertNotEquals("the command ran again", digest(first), digest(anew));
        project.options = TestProject.OPTIONS;
        for (Path later : List.of(agent, agent())) {
            BuildReport next = project.push(later, tag("2"));
            assertTrue(next.decision().reused());
            assertEquals(digest(anew), digest(next));
        }
    }

    @Test
    public void whatDoesNotFitUnderTheTagIsNotBelieved() throws IOException {
        BuildReport built = plain().push(agent(), tag("1"));
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            Repository repository = client.repository(io.jenkins.containerbuild.image.ImageReference.parse(tag("1")));
            String keptTag = REGISTRY.tags(repository.name()).stream()
                    .filter(name -> name.startsWith("cb-build-"))
                    .findFirst()
                    .orElseThrow();
            byte[] kept = repository.manifest(keptTag).bytes();
            BuildReport other = plain().edit("a.txt", "content", "other").push(agent(), tag("other"));
            Map<String, byte[]> wrong = new LinkedHashMap<>();
            wrong.put("somebody's image", repository.manifest("other").bytes());
            wrong.put("of another fingerprint", with(kept, "fingerprint", "sha256:" + "0".repeat(64)));
            wrong.put("image that is gone", with(kept, "image", "sha256:" + "1".repeat(64)));
            wrong.put("no digest", with(kept, "image", "latest"));
            wrong.put("no time", with(kept, "created", "yesterday"));
            wrong.forEach((what, bytes) -> {
                repository.putManifest(keptTag, "application/vnd.oci.image.manifest.v1+json", bytes);
                try {
                    BuildReport next = plain().push(agent(), tag("2"));
                    assertFalse(what, next.decision().reused());
                    assertNotEquals(what, digest(other), digest(next));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertTrue("made good", plain().push(agent(), tag("3")).decision().reused());
            assertNotEquals(digest(built), digest(other));
        }
    }

    private static byte[] with(byte[] manifest, String annotation, String value) {
        Map<String, Object> members =
                new LinkedHashMap<>(JsonObject.parse(manifest).members());
        Map<String, Object> annotations =
                new LinkedHashMap<>(JsonObject.parse(manifest).stringMap("annotations"));
        String name = annotations.keySet().stream()
                .filter(key -> key.endsWith("." + annotation))
                .findFirst()
                .orElseThrow();
        annotations.put(name, value);
        members.put("annotations", annotations);
        return new JsonObject(members).toBytes();
    }

    /** The agent remembers the build, the registry does not have the image any more. */
    @Test
    public void anImageThatIsGoneIsBuilt() throws IOException {
        Path agent = agent();
        BuildReport built = plain().push(agent, tag("1"));
        Command.deleteFolder(REGISTRY.storage().resolve("docker/registry/v2/repositories/" + app + "/_manifests"));
        BuildReport again = plain().push(agent, tag("2"));
        assertFalse(again.decision().reused());
        assertEquals(1, again.outputs().size());
        assertEquals(built.image().layers().size(), again.image().layers().size());
    }

    /** It costs other agents time, and this build nothing; the agent itself still knows what it built. */
    @Test
    public void aRegistryThatRefusesTheTagFailsNoBuild() throws IOException {
        try (FaultyProxy refusing = new FaultyProxy(REGISTRY.port())) {
            refusing.on("PUT", "/manifests/cb-build-").always().answer(403, "{\"errors\":[{\"code\":\"DENIED\"}]}");
            String name = refusing.host() + "/" + app + ":1";
            Path agent = agent();
            assertFalse(plain().push(agent, name).decision().reused());
            assertTrue(refusing.requests().toString().contains("cb-build-"));
            assertTrue(plain().push(agent, name).decision().reused());
            assertFalse(plain().push(agent(), name).decision().reused());
        }
    }

    /** Broken off at any moment, a build leaves nothing that the next one wrongly takes. */
    @Test
    public void aBuildThatWasBrokenOffLeavesNothingWrong() throws Exception {
        for (int i = 0; i < 8; i++) {
            String content = "second " + i + "\n";
            Path agent = agent();
            plain().push(agent, tag("before" + i));
            TestProject changed = dated(content);
            interruptAtEvent(
                    i,
                    progress -> ContainerBuild.build(
                            changed.request(agent, List.of(new Output.Registry(List.of())), tag("broken")),
                            OutputStream.nullOutputStream(),
                            progress));
            Digest truth = digest(dated(content).push(agent(), REGISTRY.reference("truth/" + app + ":1")));
            assertEquals("same agent, " + i, truth, digest(dated(content).push(agent, tag("after" + i))));
            assertEquals("other agent, " + i, truth, digest(dated(content).push(agent(), tag("later" + i))));
        }
    }

    /** Interrupts a build when it reports its progress for the n-th time, counted from 0. */
    private static void interruptAtEvent(int n, Consumer<Progress> build) {
        Thread builder = Thread.currentThread();
        AtomicInteger events = new AtomicInteger();
        Object progress = Proxy.newProxyInstance(
                Progress.class.getClassLoader(), new Class<?>[] {Progress.class}, (proxy, event, arguments) -> {
                    if (events.getAndIncrement() == n) {
                        builder.interrupt();
                    }
                    return null;
                });
        try {
            build.accept((Progress) progress);
        } catch (RuntimeException cancelled) {
            // That is the point.
        }
        Thread.interrupted();
        assertTrue("event " + n + " of " + events, events.get() > n);
    }

    private TestProject dated(String content) throws IOException {
        TestProject project = plain().write("a.txt", content);
        project.sourceDateEpoch = Optional.of(1_600_000_000L);
        return project;
    }
}
