package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.OwnEngine;
import io.jenkins.containerbuild.testing.SelfSigned;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

/** Engines that are spoken to by TCP and TLS (dockerd --tlsverify), and each thing that may be wrong with certificates. */
public class EngineTlsTest {
    @ClassRule
    public static final TemporaryFolder AUTHORITY = new TemporaryFolder();

    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Path certificates;
    private static OwnEngine older;
    private static OwnEngine newer;

    private Path context;
    private Path cache;

    @BeforeClass
    public static void startEngines() throws IOException {
        DockerEngine.v20().require();
        DockerEngine.v26().require();
        certificates = AUTHORITY.getRoot().toPath();
        SelfSigned.create(certificates);
        SelfSigned.createClient(certificates);
        SelfSigned.createExpired(certificates);
        older = OwnEngine.start(DockerEngine.v20(), "300m", certificates);
        newer = OwnEngine.start(DockerEngine.v26(), "300m", certificates);
    }

    @AfterClass
    public static void stopEngines() {
        for (OwnEngine engine : new OwnEngine[] {older, newer}) {
            if (engine != null) {
                engine.close();
            }
        }
    }

    @Before
    public void prepare() throws IOException {
        context = folder.newFolder("context").toPath();
        cache = folder.newFolder("cache").toPath();
    }

    /** A folder as DOCKER_CERT_PATH names it. */
    private Path certPath(String ca, String cert, String key) throws IOException {
        Path path = folder.newFolder().toPath();
        copy(ca, path.resolve("ca.pem"));
        copy(cert, path.resolve("cert.pem"));
        copy(key, path.resolve("key.pem"));
        return path;
    }

    private static void copy(String name, Path to) throws IOException {
        if (!name.isEmpty()) {
            Files.copy(certificates.resolve(name), to);
        }
    }

    private EngineRequests at(String host, Path certPath) {
        return EngineRequests.of(host, context, cache)
                .variable("DOCKER_TLS_VERIFY", "1")
                .variable("DOCKER_CERT_PATH", certPath.toString());
    }

    private String message(EngineRequests request) {
        return assertThrows(ServiceException.class, request::build).getMessage();
    }

    private void dockerfile(String... lines) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), String.join("\n", lines) + "\n");
    }

    /** Everything that a build needs goes over it: requests, the session with files and secrets, a push, an image taken out. */
    @Test
    public void buildsWithSessionSecretAndPush() throws IOException {
        Path certs = certPath("ca.pem", "client.pem", "client.key");
        Files.writeString(context.resolve("a"), "text");
        Path secret = folder.newFile().toPath();
        Files.writeString(secret, "s3cret");
        dockerfile(
                "FROM " + TestImages.busybox(registry),
                "COPY a /a",
                "RUN --mount=type=secret,id=s grep -q s3cret /run/secrets/s && cat /a");
        for (OwnEngine engine : new OwnEngine[] {older, newer}) {
            StringBuilder output = new StringBuilder();
            BuildReport report = at(engine.tlsHost(), certs)
                    .secret("s", new SecretSource.InFile(secret))
                    .push(registry.reference("tls/app:1"))
                    .build(new Progress() {
                        @Override
                        public void stepOutput(Step step, String line) {
                            output.append(line);
                        }
                    });
            assertEquals("text", output.toString());
            assertEquals(3, report.image().layers().size());
        }
    }

    @Test
    public void imagesAreLoadedAndTakenOut() throws IOException {
        Path certs = certPath("ca.pem", "client.pem", "client.key");
        dockerfile("FROM " + TestImages.busybox(registry), "COPY Dockerfile /x");
        at(newer.tlsHost(), certs)
                .choose(BuilderChoice.EMBEDDED)
                .load("tls/loaded:1")
                .build();
        Path layout = folder.newFolder().toPath();
        BuildReport report = at(newer.tlsHost(), certs)
                .output(new io.jenkins.containerbuild.publish.Output.Directory(layout, java.util.List.of()))
                .build();
        assertEquals(2, report.image().layers().size());
    }

    @Test
    public void contextsBringTheirCertificates() throws IOException {
        Path config = folder.newFolder().toPath();
        String id = Digest.of("remote".getBytes(StandardCharsets.UTF_8)).hex();
        Path meta = Files.createDirectories(config.resolve("contexts/meta").resolve(id));
        Files.writeString(
                meta.resolve("meta.json"),
                "{\"Name\":\"remote\",\"Endpoints\":{\"docker\":{\"Host\":\"" + newer.tlsHost()
                        + "\",\"SkipTLSVerify\":false}}}");
        Path tls = Files.createDirectories(
                config.resolve("contexts/tls").resolve(id).resolve("docker"));
        for (Map.Entry<String, String> file : Map.of(
                        "ca.pem", "ca.pem", "cert.pem", "client.pem", "key.pem", "client.key")
                .entrySet()) {
            Files.copy(certificates.resolve(file.getValue()), tls.resolve(file.getKey()));
        }
        dockerfile("FROM " + TestImages.busybox(registry), "RUN true");
        BuildReport report = EngineRequests.of("", context, cache)
                .variable("DOCKER_CONFIG", config.toString())
                .variable("DOCKER_CONTEXT", "remote")
                .build();
        assertEquals("docker", report.builder().name());
    }

    /** The forms that OpenSSL wrote before PKCS #8 became usual, and elliptic curves. */
    @Test
    public void keysOfAllFormsAreRead() throws IOException {
        dockerfile("FROM " + TestImages.busybox(registry), "RUN true");
        for (String make : new String[] {
            "openssl rsa -in client.key -traditional -out rsa.key",
            "openssl ecparam -name secp384r1 -genkey -out ec.key",
            "openssl ecparam -name prime256v1 -genkey -noout -out ec256.key"
        }) {
            String key = make.substring(make.lastIndexOf(' ') + 1);
            run(make);
            run("openssl req -new -key " + key + " -out form.csr -subj /CN=caller");
            run("openssl x509 -req -in form.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out form.pem -days 2");
            assertTrue(Files.readString(certificates.resolve(key)).contains(" PRIVATE KEY-----"));
            at(newer.tlsHost(), certPath("ca.pem", "form.pem", key)).build();
        }
    }

    private static void run(String command) {
        String[] words = command.split(" ");
        Command.of(words[0], java.util.Arrays.copyOfRange(words, 1, words.length))
                .in(certificates)
                .output();
    }

    @Test
    public void authorityThatDidNotSignTheEngine() throws IOException {
        Path other = folder.newFolder().toPath();
        SelfSigned.create(other);
        dockerfile("FROM scratch", "COPY Dockerfile /");
        for (OwnEngine engine : new OwnEngine[] {older, newer}) {
            Path certs = certPath("", "client.pem", "client.key");
            Files.copy(other.resolve("ca.pem"), certs.resolve("ca.pem"));
            assertEquals(
                    "no TLS with the engine at " + engine.tlsHost()
                            + ": its certificate is signed by none of the authorities in " + certs
                            + "/ca.pem; put the one there that signed it",
                    message(at(engine.tlsHost(), certs)));
        }
    }

    @Test
    public void engineWantsACertificateAndThereIsNone() throws IOException {
        dockerfile("FROM scratch", "COPY Dockerfile /");
        for (OwnEngine engine : new OwnEngine[] {older, newer}) {
            Path certs = certPath("ca.pem", "", "");
            assertEquals(
                    "no TLS with the engine at " + engine.tlsHost()
                            + ": it wants to know who calls; put cert.pem and key.pem, signed by its authority, into "
                            + certs,
                    message(at(engine.tlsHost(), certs)));
        }
    }

    @Test
    public void engineDoesNotKnowWhoSignedTheCaller() throws IOException {
        Path other = folder.newFolder().toPath();
        SelfSigned.create(other);
        SelfSigned.createClient(other);
        dockerfile("FROM scratch", "COPY Dockerfile /");
        for (OwnEngine engine : new OwnEngine[] {older, newer}) {
            Path certs = certPath("ca.pem", "", "");
            Files.copy(other.resolve("client.pem"), certs.resolve("cert.pem"));
            Files.copy(other.resolve("client.key"), certs.resolve("key.pem"));
            String message = message(at(engine.tlsHost(), certs));
            assertEquals(
                    "no TLS with the engine at " + engine.tlsHost() + ": it does not accept " + certs
                            + "/cert.pem; have it signed by the authority that the engine was started with (--tlscacert)",
                    message);
        }
    }

    @Test
    public void expiredCertificateOfTheCaller() throws IOException {
        dockerfile("FROM scratch", "COPY Dockerfile /");
        Path certs = certPath("ca.pem", "expired-client.pem", "client.key");
        String message = message(at(newer.tlsHost(), certs));
        assertTrue(message, message.contains(certs + "/cert.pem has expired on 20"));
        assertTrue(message, message.endsWith("replace it"));
    }

    @Test
    public void keyThatIsNoKey() throws IOException {
        dockerfile("FROM scratch", "COPY Dockerfile /");
        String message = message(at(newer.tlsHost(), certPath("ca.pem", "client.pem", "client.pem")));
        assertTrue(message, message.contains("key.pem is not an unencrypted RSA private key"));
        assertTrue(message, message.contains("openssl pkcs8 -topk8 -nocrypt"));
    }

    /** Another server than Docker's, since dockerd would not start with either. */
    @Test
    public void certificateOfTheEngineIsExpiredOrForAnotherName() throws IOException {
        run("openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out other-name.pem -days 2");
        dockerfile("FROM scratch", "COPY Dockerfile /");
        Path certs = certPath("ca.pem", "client.pem", "client.key");
        for (Map.Entry<String, String> wrong : Map.of(
                        "expired-server.pem",
                        ": its certificate has expired (",
                        "other-name.pem",
                        ": its certificate is for another name (")
                .entrySet()) {
            int port;
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            Process server = Command.of(
                            "openssl",
                            "s_server",
                            "-accept",
                            "127.0.0.1:" + port,
                            "-cert",
                            wrong.getKey(),
                            "-key",
                            "server.key",
                            "-www")
                    .in(certificates)
                    .start();
            try {
                awaitPort(port);
                String message = message(at("tcp://127.0.0.1:" + port, certs));
                assertTrue(message, message.contains(wrong.getValue()));
            } finally {
                server.destroyForcibly();
            }
        }
    }

    private static void awaitPort(int port) throws IOException {
        for (int i = 0; i < 100; i++) {
            try {
                new java.net.Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    @Test
    public void clearTextToAnEngineWithTlsAndTheReverse() throws IOException {
        dockerfile("FROM scratch", "COPY Dockerfile /");
        String clear = message(EngineRequests.of(newer.tlsHost(), context, cache));
        assertTrue(clear, clear.contains("set DOCKER_TLS_VERIFY=1, with the certificates in DOCKER_CERT_PATH"));
        // A registry without TLS stands for an engine without.
        String reverse = message(at("tcp://" + registry.host(), certPath("ca.pem", "client.pem", "client.key")));
        assertTrue(reverse, reverse.contains("it does not speak TLS there"));
    }

    @Test
    public void serverThatDoesNotAnswerTheHandshake() throws IOException {
        dockerfile("FROM scratch", "COPY Dockerfile /");
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String host = "tcp://127.0.0.1:" + silent.getLocalPort();
            String message = message(at(host, certPath("ca.pem", "client.pem", "client.key")));
            assertTrue(message, message.contains("it does not answer within 15 s"));
        }
    }

    @Test
    public void interruptEndsTheBuildInTheEngine() throws Exception {
        Path certs = certPath("ca.pem", "client.pem", "client.key");
        dockerfile("FROM " + TestImages.busybox(registry), "RUN echo running; sleep 9876543");
        for (OwnEngine engine : new OwnEngine[] {older, newer}) {
            CountDownLatch running = new CountDownLatch(1);
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread building = new Thread(() -> {
                try {
                    at(engine.tlsHost(), certs).build(new Progress() {
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
            assertTrue(running.await(60, TimeUnit.SECONDS));
            building.interrupt();
            building.join(TimeUnit.SECONDS.toMillis(30));
            assertTrue(String.valueOf(end.get()), end.get() instanceof CancellationException);
        }
    }
}
