package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.OwnEngine;
import io.jenkins.containerbuild.testing.SelfSigned;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.containerbuild.testing.TlsBridge;
import io.jenkins.containerbuild.testing.UnixRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Builds by a BuildKit that is no engine: by unix socket, by TCP with TLS and as a builder of buildx. A relay lets the BuildKit of a Docker
 * Engine answer as a {@code buildkitd}.
 */
public class RemoteBuildKitTest {
    @ClassRule
    public static final TemporaryFolder SHARED = new TemporaryFolder();

    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static OwnEngine engine;
    private static UnixRelay daemon;
    private static Path certificates;

    private final StringBuilder output = new StringBuilder();
    private final Progress listening = new Progress() {
        @Override
        public void stepOutput(Step step, String line) {
            output.append(line).append('\n');
        }
    };
    private Path context;
    private Path cache;
    private String base;

    @BeforeClass
    public static void startEngine() throws IOException {
        engine = OwnEngine.startWithImageStore(DockerEngine.v26(), "300m");
        Path root = SHARED.getRoot().toPath();
        daemon = UnixRelay.toBuildKit(root.resolve("buildkitd.sock"), engine.socket());
        certificates = SHARED.newFolder("certificates").toPath();
        SelfSigned.create(certificates);
        SelfSigned.createClient(certificates);
        SelfSigned.createExpired(certificates);
    }

    @AfterClass
    public static void stopEngine() throws IOException {
        if (engine != null) {
            daemon.close();
            engine.close();
        }
    }

    @Before
    public void prepare() throws IOException {
        context = folder.newFolder("context").toPath();
        cache = folder.newFolder("cache").toPath();
        base = TestImages.busybox(registry);
    }

    private void dockerfile(String... lines) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), String.join("\n", lines) + "\n");
    }

    private EngineRequests at(String address) {
        return EngineRequests.of("unix:///no/engine.sock", context, cache)
                .choose(BuilderChoice.parse("buildkit:" + address));
    }

    private String message(EngineRequests request) {
        return assertThrows(ServiceException.class, request::build).getMessage();
    }

    /** Everything that a build needs: files, a secret, output, a directory as a named context; the image goes to a registry and a file. */
    @Test
    public void buildsPushesAndExports() throws IOException {
        Files.writeString(context.resolve("a"), "a" + System.nanoTime());
        Files.writeString(context.resolve("unneeded"), "x".repeat(1 << 20));
        Path named = folder.newFolder("named").toPath();
        Files.writeString(named.resolve("n"), "of the named context");
        Path secret = folder.newFile().toPath();
        Files.writeString(secret, "s3cret");
        dockerfile(
                "FROM " + base,
                "COPY a /a",
                "COPY --from=named n /n",
                "RUN --mount=type=secret,id=s grep -q s3cret /run/secrets/s && cat /a /n");
        String name = registry.reference("team/remote:1");
        Path layout = folder.newFolder("layout").toPath();
        EngineRequests request = at(daemon.host())
                .secret("s", new SecretSource.InFile(secret))
                .buildContext("named", named.toString())
                .push(name)
                .output(new Output.Directory(layout, List.of(ImageReference.parse("x/y:tag"))));
        BuildReport report = request.build(listening);
        assertEquals(Files.readString(context.resolve("a")) + "of the named context\n", output.toString());
        assertEquals("buildkit", report.builder().name());
        assertEquals(4, report.image().layers().size());
        assertTrue(Skopeo.manifest("docker://" + name)
                .contains(report.image().config().toString()));
        assertTrue(Command.of("skopeo", "inspect", "--raw", "oci:" + layout + ":tag")
                .output()
                .contains(report.image().config().toString()));

        BuildReport again = request.build();
        assertTrue(again.instructions().stream().allMatch(step -> step.outcome() == Outcome.CACHED));
        assertEquals(report.image().manifest(), again.image().manifest());
        assertTrue(again.notes().toString(), again.notes().get(0).startsWith("0 of "));
    }

    @Test
    public void cacheOfAllStepsIsWrittenAndRead() throws IOException {
        dockerfile(
                "FROM " + base + " AS first",
                "RUN echo " + System.nanoTime() + " > /x",
                "FROM scratch",
                "COPY --from=first /x /");
        String place = "type=registry,ref=" + registry.reference("team/cache:1");
        at(daemon.host()).cacheTo(place + ",mode=max").build();
        assertTrue(Skopeo.manifest("docker://" + registry.reference("team/cache:1"))
                .contains("application/vnd.buildkit.cacheconfig.v0"));
        at(daemon.host()).cacheFrom(place).build();
    }

    /** Who is at fault, where, and why, in the words of BuildKit. */
    @Test
    public void buildsThatFail() throws IOException {
        dockerfile("FROM " + base, "", "RUN --mount=type=secret,id=nope,required=true true");
        String secret = assertThrows(
                        InputException.class, () -> at(daemon.host()).build())
                .getMessage();
        assertTrue(secret, secret.startsWith("Dockerfile:3: "));
        assertTrue(secret, secret.contains("secret nope: not found"));

        dockerfile("FROM " + base, "RUN echo to fail >&2 && exit 7");
        String command = assertThrows(
                        InputException.class, () -> at(daemon.host()).build())
                .getMessage();
        assertTrue(command, command.contains("failed with exit code 7; its last output:\n    to fail"));

        dockerfile("FROM " + base, "RUN true");
        String push = message(at(daemon.host()).push("127.0.0.1:1/team/refused:1"));
        assertTrue(push, push.startsWith("BuildKit at " + daemon.host() + " could not build: "));
        assertTrue(push, push.contains("connection refused"));
    }

    @Test
    public void layoutsAreReadFromThisMachine() throws IOException {
        Path layout = folder.newFolder("layout").toPath();
        String word = "w" + System.nanoTime();
        byte[] big = new byte[5 << 20];
        new Random(1).nextBytes(big);
        TestImages.busyboxFixture()
                .file("made", 0640, 3, 4, word)
                .file("big", 0644, 0, 0, new String(big, StandardCharsets.ISO_8859_1))
                .write(layout, "tag");
        dockerfile("FROM laid", "COPY --from=laid /made /again", "RUN cat /again");
        at(daemon.host())
                .buildContext("laid", "oci-layout://" + layout + ":tag")
                .push(registry.reference("team/laid:1"))
                .build(listening);
        assertEquals(word + "\n", output.toString());
    }

    @Test
    public void autoUsesTheAddressOfTheEnvironment() throws IOException {
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime());
        EngineRequests request = at(daemon.host()).choose(BuilderChoice.AUTO).variable("BUILDKIT_HOST", daemon.host());
        BuildReport.BuilderUsed builder = request.build().builder();
        assertEquals("buildkit", builder.name());
        assertTrue(builder.reason(), builder.reason().endsWith("; BUILDKIT_HOST is " + daemon.host()));
    }

    @Test
    public void buildersOfBuildxAreReachedByTheirProcess() throws IOException {
        DockerEngine.v26().requireBuildx();
        dockerfile("FROM " + base, "RUN echo by buildx");
        Map<String, String> environment = DockerEngine.v26().environment();
        Path builders = folder.newFolder("builders").toPath();
        EngineRequests request = at(daemon.host())
                .choose(BuilderChoice.parse("buildx:far"))
                .variable("BUILDX_CONFIG", builders.toString());
        environment.forEach(request::variable);
        DockerEngine.v26()
                .docker("buildx", "create", "--name", "far", "--driver", "remote", daemon.host())
                .with("BUILDX_CONFIG", builders.toString())
                .output();
        BuildReport report = request.push(registry.reference("team/far:1")).build(listening);
        assertEquals("by buildx\n", output.toString());
        assertEquals("buildx", report.builder().name());
    }

    @Test
    public void tlsShowsBothSides() throws IOException, GeneralSecurityException {
        dockerfile("FROM " + base, "RUN echo by TLS");
        try (TlsBridge bridge = TlsBridge.open(certificates, daemon.socket())) {
            at(bridge.host())
                    .variable("BUILDKIT_CERT_PATH", certPath("client.pem").toString())
                    .push(registry.reference("team/tls:1"))
                    .build(listening);
            assertEquals("by TLS\n", output.toString());
            String none = message(at(bridge.host())
                    .variable("BUILDKIT_CERT_PATH", certPath("").toString()));
            assertTrue(none, none.startsWith("no TLS with BuildKit at " + bridge.host()));
            assertTrue(none, none.contains("it wants to know who calls; put cert.pem and key.pem"));
            String expired = message(at(bridge.host())
                    .variable(
                            "BUILDKIT_CERT_PATH", certPath("expired-client.pem").toString()));
            assertTrue(expired, expired.contains("/cert.pem has expired on 20"));
        }
    }

    private Path certPath(String certificate) throws IOException {
        Path path = folder.newFolder().toPath();
        Files.copy(certificates.resolve("ca.pem"), path.resolve("ca.pem"));
        if (!certificate.isEmpty()) {
            Files.copy(certificates.resolve(certificate), path.resolve("cert.pem"));
            Files.copy(certificates.resolve("client.key"), path.resolve("key.pem"));
        }
        return path;
    }

    @Test
    public void daemonThatIsAway() throws IOException {
        dockerfile("FROM " + base, "RUN true");
        String socket = message(at("unix:///no/such/buildkitd.sock"));
        assertEquals(
                "no BuildKit answers at unix:///no/such/buildkitd.sock: there is no socket /no/such/buildkitd.sock;"
                        + " install and start buildkitd, or name an engine with --builder buildkit:ADDRESS",
                socket);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String closed = message(at("tcp://127.0.0.1:" + port));
        assertTrue(
                closed, closed.startsWith("no BuildKit answers at tcp://127.0.0.1:" + port + ": Connection refused"));
        // A registry speaks HTTP/1.1.
        String other = message(at("tcp://" + registry.host()));
        assertTrue(other, other.startsWith("no BuildKit answers at tcp://" + registry.host() + ": "));
    }

    @Test
    public void daemonThatGoesAwayOrHangsInTheMiddle() throws IOException {
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime() + "; sleep 60");
        Path root = folder.getRoot().toPath();
        for (boolean hangs : new boolean[] {false, true}) {
            try (UnixRelay relay = UnixRelay.toBuildKit(root.resolve("relay" + hangs), engine.socket())) {
                String message = assertThrows(
                                ServiceException.class, () -> at(relay.host()).build(new Progress() {
                                    @Override
                                    public void stepOutput(Step step, String line) {
                                        if (hangs) {
                                            relay.stall();
                                        } else {
                                            relay.cut();
                                        }
                                    }
                                }))
                        .getMessage();
                assertTrue(message, message.startsWith("BuildKit at " + relay.host()));
                assertTrue(
                        message, message.contains(hangs ? "did not respond within 15 s" : "went away in the middle"));
            }
        }
    }

    @Test
    public void interruptEndsTheBuildInBuildKit() throws Exception {
        String marker = "sleep 96" + System.nanoTime() % 10_000_000;
        dockerfile("FROM " + base, "RUN echo running; " + marker);
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread building = new Thread(() -> {
            try {
                at(daemon.host()).build(new Progress() {
                    @Override
                    public void stepOutput(Step step, String line) {
                        running.countDown();
                    }
                });
            } catch (RuntimeException e) {
                end.set(e);
            }
        });
        building.start();
        assertTrue(running.await(120, TimeUnit.SECONDS));
        building.interrupt();
        building.join(TimeUnit.SECONDS.toMillis(30));
        assertTrue(String.valueOf(end.get()), end.get() instanceof CancellationException);
        for (int i = 0; i < 600 && runs(marker); i++) {
            Thread.sleep(50);
        }
        assertFalse(runs(marker));
    }

    private static boolean runs(String words) {
        return Command.of("pgrep", "-f", words).run().exit() == 0;
    }

    /** The store of an engine has no exporter that pushes. */
    @Test
    public void engineIsNotARemoteBuilder() throws IOException {
        dockerfile("FROM " + base, "RUN true");
        DockerEngine plain = DockerEngine.v26().require();
        try (UnixRelay relay = UnixRelay.toBuildKit(folder.getRoot().toPath().resolve("plain"), plain.socket())) {
            String message = assertThrows(
                            InputException.class, () -> at(relay.host()).build())
                    .getMessage();
            assertTrue(message, message.contains("belongs to a Docker Engine; use --builder docker,"));
        }
    }
}
