package io.jenkins.containerbuild.testing;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.testing.LocalRegistry.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The judges agree with each other before they judge us. */
public class TestingTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void accessLogContainsTheRequests() {
        String name = new ImageFixture().file("a", 0644, 0, 0, "a").push(registry, "small:1");
        registry.forgetRequests();
        Skopeo.manifest("docker://" + name);
        List<Request> requests = registry.requests();
        assertTrue(requests.toString(), requests.toString().contains("GET /v2/small/manifests/1 200"));
        assertFalse(requests.toString(), requests.stream().anyMatch(Request::isBlob));
    }

    @Test
    public void aRegistryThatWasStoppedComesBackWithItsImages() throws Exception {
        String name = new ImageFixture().file("a", 0644, 0, 0, "a").push(registry, "small:1");
        registry.stop();
        assertNotEquals(
                0,
                Skopeo.skopeo("inspect", "--raw", "--tls-verify=false", "docker://" + name)
                        .run()
                        .exit());
        registry.start();
        assertTrue(Skopeo.manifest("docker://" + name).contains("schemaVersion"));
    }

    @Test
    public void aRegistryWithAUserRefusesOthers() throws Exception {
        try (LocalRegistry closed =
                new LocalRegistry().withUser("ada", "secret").open()) {
            String name = new ImageFixture().file("a", 0644, 0, 0, "a").push(closed, "small:1");
            DockerEngine engine = DockerEngine.v26().require();
            assertNotEquals(0, engine.docker("pull", name).run().exit());
            engine.withConfig(closed.dockerConfig()).pull(name);
            engine.remove(name);
        }
    }

    @Test
    public void aRegistryWithTlsIsTrustedByItsAuthorityAlone() {
        try (LocalRegistry secure = new LocalRegistry().withTls().open()) {
            String url = "https://" + secure.host() + "/v2/";
            assertEquals(
                    "{}",
                    Command.of("curl", "-sS", "--cacert", secure.authority().toString(), url)
                            .output());
            assertNotEquals(0, Command.of("curl", "-sS", url).run().exit());
        }
    }

    @Test
    public void enginesAndUmociSeeTheSameRootFileSystem() throws Exception {
        String base = TestImages.busyboxFixture()
                .folder("opt", 0755, 0, 0)
                .folder("opt/locked", 02710, 1234, 50)
                .file("opt/locked/gone", 0600, 1, 2, "x")
                .link("app", "opt/locked")
                .layer()
                .folder("opt/locked", 02710, 1234, 50)
                .whiteout("opt/locked/gone")
                .file("opt/locked/a", 0640, 3, 4, "hello")
                .hardLink("opt/locked/b", "opt/locked/a", 0640, 3, 4)
                .push(registry, "base/tricky:1");
        RootFileSystem unpacked = Umoci.unpack(registry, "base/tricky:1");
        assertEquals("2710", unpacked.at("opt/locked").mode());
        assertEquals("1234:50", unpacked.at("opt/locked").owner());
        for (DockerEngine engine :
                List.of(DockerEngine.v20().require(), DockerEngine.v26().require())) {
            engine.pull(base);
            assertEquals(
                    engine + " and umoci", "", unpacked.withoutEngineFiles().difference(engine.export(base)));
            engine.remove(base);
        }
    }

    @Test
    public void bothEnginesBuildWithBuildKitAndRun() throws Exception {
        String base = TestImages.busybox(registry);
        Path context = folder.getRoot().toPath();
        Files.writeString(context.resolve("a"), "hello\n");
        Files.writeString(context.resolve("Dockerfile"), "FROM " + base + "\nCOPY a /x/\nRUN id -u >/y\n");
        for (DockerEngine engine :
                List.of(DockerEngine.v20().require(), DockerEngine.v26().require())) {
            String image = registry.reference("built:1");
            engine.build(context, "-t", image);
            engine.push(image);
            assertEquals("hello\n0\n", engine.run(image, "cat", "/x/a", "/y"));
            engine.remove(image);
        }
    }

    @Test
    public void podmanBuildsByItsClassicApi() throws Exception {
        DockerEngine podman = DockerEngine.podman().require();
        String base = TestImages.busybox(registry);
        Path context = folder.getRoot().toPath();
        Files.writeString(context.resolve("Dockerfile"), "FROM " + base + "\nRUN id -u >/y\n");
        String image = registry.reference("built:1");
        podman.classicBuild(context, "-t", image).output();
        podman.push(image);
        assertTrue(Umoci.unpack(registry, "built:1").entries().containsKey("y"));
        podman.remove(image, base);
    }
}
