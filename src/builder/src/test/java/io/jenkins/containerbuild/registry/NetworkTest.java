package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The ways to a registry: TLS, proxies, several threads, cuts that are mended, interruption. */
public class NetworkTest {
    @ClassRule
    public static final LocalRegistry PLAIN = new LocalRegistry();

    @ClassRule
    public static final LocalRegistry SECURE = new LocalRegistry().withTls();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<RegistryClient> clients = new ArrayList<>();

    @After
    public void close() {
        clients.forEach(RegistryClient::close);
    }

    @Test
    public void anAuthorityInCertsDIsBelieved() throws IOException {
        believe(SECURE.host(), SECURE.authority());

        pushAndPull(client(options()).repository(SECURE.host(), "app"));
    }

    @Test
    public void clientCertificateIsSentIfTheRegistryRequiresIt() throws IOException {
        LocalRegistry registry = new LocalRegistry().withClientCertificates().open();
        try {
            believe(registry.host(), registry.authority());
            // In TLS 1.3 the refusal comes after the handshake, as an alert or a cut, whichever is faster.
            message(client(options()).repository(registry.host(), "app"));

            Files.copy(
                    registry.clientCertificate(),
                    certificates().resolve(registry.host()).resolve("client.cert"));
            Files.copy(
                    registry.clientKey(),
                    certificates().resolve(registry.host()).resolve("client.key"));
            pushAndPull(client(options()).repository(registry.host(), "app"));
        } finally {
            registry.close();
        }
    }

    @Test
    public void unknownCertificateAuthorityIsRefused() throws IOException {
        Files.createDirectories(certificates().resolve(SECURE.host()));

        assertMessage(
                client(options()).repository(SECURE.host(), "app"),
                SECURE.host() + ": read manifest 1 of app: its certificate is not trusted (PKIX path building failed:"
                        + " sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path"
                        + " to requested target); put the certificate of its authority into "
                        + certificates().resolve(SECURE.host()) + "/ca.crt");
    }

    @Test
    public void aCertificateForAnotherHostIsNotBelieved() throws IOException {
        try (PasswordProxy proxy = new PasswordProxy(SECURE.port(), "a:b")) {
            believe("other.test", SECURE.authority());

            String message = message(
                    client(through("https_proxy", "a:b@" + proxy.host())).repository("other.test", "app"));

            assertTrue(message, message.contains("No subject alternative DNS name matching other.test found"));
        }
    }

    @Test
    public void invalidCertificateFileIsReported() throws IOException {
        Path rubbish = folder.newFile("rubbish").toPath();
        Files.writeString(rubbish, "rubbish");
        believe(SECURE.host(), rubbish);

        String message = message(client(options()).repository(SECURE.host(), "app"));

        assertTrue(message, message.startsWith("the certificates for " + SECURE.host() + " cannot be used: "));
        assertTrue(message, message.endsWith("*.crt of authorities, X.cert with X.key of this client"));
    }

    @Test
    public void tlsOnAPlainHttpPortIsReported() {
        assertMessage(
                client(options()).repository(SECURE.host(), "app"),
                SECURE.host()
                        + ": read manifest 1 of app: 400 Bad Request (it requires TLS);"
                        + " put the certificate of its authority into "
                        + certificates().resolve(SECURE.host()) + "/ca.crt");
    }

    @Test
    public void plainHttpOnATlsPortIsReported() throws IOException {
        Files.createDirectories(certificates().resolve(PLAIN.host()));

        assertMessage(
                client(options()).repository(PLAIN.host(), "app"),
                PLAIN.host() + ": read manifest 1 of app: it does not support TLS, 2 attempts;"
                        + " if the registry uses unencrypted HTTP, add --insecure-registry " + PLAIN.host());
    }

    @Test
    public void unreachableRegistryIsReported() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertMessage(
                client(options()).repository("127.0.0.1:" + port, "app"),
                "127.0.0.1:" + port + ": read manifest 1 of app: connection refused, 2 attempts;"
                        + " check that the registry is running at 127.0.0.1:" + port);
    }

    /** The timeout of the socket never expires, because each byte arrives in time. */
    @Test
    public void tlsHandshakeThatDripsHasADeadline() throws IOException {
        try (DrippingServer server = new DrippingServer(new byte[] {22, 3, 3, 0x40, 0})) {
            Files.createDirectories(certificates().resolve(server.host()));
            assertMessage(
                    client(options().withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)))
                            .repository(server.host(), "app"),
                    server.host() + ": read manifest 1 of app: no complete TLS handshake within 600 ms, 2 attempts;"
                            + " try again, and check the network and the registry");
        }
    }

    @Test
    public void unknownHostIsReported() {
        assertMessage(
                client(options()).repository("registry.invalid", "app"),
                "registry.invalid: read manifest 1 of app: the host registry.invalid cannot be resolved, 2 attempts;"
                        + " check the name of the image, the machine's DNS, and whether a proxy is needed (https_proxy)");
    }

    @Test
    public void tlsGoesThroughAProxyThatWantsAPassword() throws Exception {
        try (PasswordProxy proxy = new PasswordProxy(SECURE.port(), "ann:p@ss")) {
            believe("registry.test", SECURE.authority());
            Repository repository =
                    client(through("https_proxy", "ann:p%40ss@" + proxy.host())).repository("registry.test", "app");

            pushAndPull(repository);

            assertEquals("one tunnel carries all", List.of("CONNECT registry.test:443 HTTP/1.1"), proxy.passed);
        }
    }

    /** The name as written is looked up first, then the name with or without the default port. */
    @Test
    public void certificatesAreFoundByTheNameAsWritten() throws Exception {
        String[][] rows = {
            {"registry.test:443", "registry.test:443"},
            {"registry.test:443", "registry.test"},
            {"registry.test", "registry.test:443"},
        };
        for (String[] row : rows) {
            try (PasswordProxy proxy = new PasswordProxy(SECURE.port(), "a:b")) {
                believe(row[1], SECURE.authority());
                pushAndPull(
                        client(through("https_proxy", "a:b@" + proxy.host())).repository(row[0], "app"));
            }
            Files.delete(certificates().resolve(row[1]).resolve("ca.crt"));
            Files.delete(certificates().resolve(row[1]));
        }
    }

    @Test
    public void plainHttpGoesThroughAProxyThatWantsAPassword() throws Exception {
        try (PasswordProxy proxy = new PasswordProxy(PLAIN.port(), "ann:p@ss")) {
            Repository repository = client(through("http_proxy", "ann:p%40ss@" + proxy.host())
                            .withInsecureHosts(Set.of("plain.test:5000")))
                    .repository("plain.test:5000", "app");

            assertTrue(repository.head("none").isEmpty());

            assertEquals(List.of("HEAD http://plain.test:5000/v2/app/manifests/none HTTP/1.1"), proxy.passed);
        }
    }

    @Test
    public void refusalOfTheProxyIsReportedWithoutThePassword() throws Exception {
        try (PasswordProxy proxy = new PasswordProxy(SECURE.port(), "ann:right")) {
            assertMessage(
                    client(through("https_proxy", "ann:wrong@" + proxy.host())).repository("registry.test", "app"),
                    "registry.test: read manifest 1 of app: proxy " + proxy.host()
                            + " responded with \"HTTP/1.1 407 Proxy Authentication Required\";"
                            + " check https_proxy, its user and password, and no_proxy for hosts that need no proxy");
            assertEquals("it is no use to ask again", 1, proxy.refused.size());
        }
    }

    @Test
    public void refusalOfTheProxyForPlainHttpIsReported() throws Exception {
        try (PasswordProxy proxy = new PasswordProxy(PLAIN.port(), "ann:right")) {
            RegistryOptions options =
                    through("http_proxy", "ann:wrong@" + proxy.host()).withInsecureHosts(Set.of("plain.test"));

            assertMessage(
                    client(options).repository("plain.test", "app"),
                    "plain.test: read manifest 1 of app: 407 Proxy Authentication Required;"
                            + " check http_proxy, its user and password, and no_proxy for hosts that need no proxy");
        }
    }

    @Test
    public void aDownloadGoesOnWhereItWasCut() throws Exception {
        byte[] content = random(1, 4_000_000);
        Descriptor blob = upload(client(options()).repository(PLAIN.host(), "resumed"), content);
        PLAIN.forgetRequests();
        try (FaultyProxy proxy = new FaultyProxy(PLAIN.port())) {
            proxy.on("GET", "/blobs/").cutResponseAfter(3_000_000);

            assertArrayEquals(
                    content,
                    client(options())
                            .repository(proxy.host(), "resumed")
                            .blob(blob)
                            .readAllBytes());
        }
        List<LocalRegistry.Request> gets =
                PLAIN.requests().stream().filter(LocalRegistry.Request::isBlob).toList();
        assertEquals(206, gets.get(1).status());
        assertTrue("only the rest came again: " + gets, gets.get(1).bytes() <= 1_100_000);
    }

    @Test
    public void severalLayersGoAtOnce() throws Exception {
        Repository repository = client(options()).repository(PLAIN.host(), "parallel");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<Descriptor>> running = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            byte[] content = random(100 + i, 500_000 + i);
            running.add(threads.submit(() -> upload(repository, content)));
        }
        for (int i = 0; i < 24; i++) {
            assertArrayEquals(
                    random(100 + i, 500_000 + i),
                    repository.blob(running.get(i).get()).readAllBytes());
        }
        threads.shutdown();
    }

    @Test
    public void aConnectionIsUsedAgain() throws Exception {
        try (PasswordProxy proxy = new PasswordProxy(SECURE.port(), "a:b")) {
            believe("registry.test", SECURE.authority());
            Repository repository =
                    client(through("https_proxy", "a:b@" + proxy.host())).repository("registry.test", "app");
            for (int i = 0; i < 20; i++) {
                repository.head("none");
            }
            assertEquals(1, proxy.passed.size());
        }
    }

    @Test
    public void aConnectionThatTheRegistryHasClosedMeanwhileIsReplaced() throws Exception {
        LocalRegistry registry = new LocalRegistry().open();
        try {
            Repository repository = client(
                            options().withRetries(new RegistryOptions.Retries(1, Duration.ZERO, Duration.ZERO)))
                    .repository(registry.host(), "app");
            repository.head("none");
            registry.stop();
            registry.start();

            assertTrue(repository.head("none").isEmpty());
        } finally {
            registry.close();
        }
    }

    /** It may have been done before the connection broke. */
    @Test
    public void requestsWithSideEffectsAreNotRepeatedAfterABrokenConnection() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(PLAIN.port())) {
            Repository repository = client(
                            options().withRetries(new RegistryOptions.Retries(1, Duration.ZERO, Duration.ZERO)))
                    .repository(proxy.host(), "app");
            repository.head("none");
            proxy.on("POST", "/blobs/uploads/").always().cutResponseAfter(0);

            assertThrows(ServiceException.class, () -> upload(repository, random(1, 1_000)));
            assertEquals(
                    proxy.requests().toString(),
                    1,
                    proxy.requests().stream()
                            .filter(request -> request.startsWith("POST "))
                            .count());
        }
    }

    @Test(timeout = 300_000)
    public void anInterruptEndsAWaitAtOnce() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(PLAIN.port())) {
            proxy.on("GET", "/manifests/").always().hang();
            proxy.on("PUT", "/blobs/uploads/").always().stopReading();
            Repository repository = client(options().withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(60)))
                    .repository(proxy.host(), "app");

            assertInterrupted(proxy, () -> repository.manifest("1"));
            assertInterrupted(proxy, () -> upload(repository, random(3, 12_000_000)));
        }
    }

    private static void assertInterrupted(FaultyProxy proxy, Runnable work) throws InterruptedException {
        AtomicReference<Throwable> end = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                end.set(e);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        proxy.awaitFault();
        thread.interrupt();
        thread.join();
        assertTrue(String.valueOf(end.get()), end.get() instanceof CancellationException);
        assertTrue("the flag stays up", flag.get());
    }

    @Test(timeout = 300_000)
    public void closingTheClientEndsRunningRequests() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(PLAIN.port())) {
            proxy.on("GET", "/manifests/").always().hang();
            RegistryClient client = client(options().withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(60)));
            Repository repository = client.repository(proxy.host(), "app");
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread thread =
                    new Thread(() -> end.set(assertThrows(ServiceException.class, () -> repository.manifest("1"))));
            thread.start();
            proxy.awaitFault();

            client.close();
            thread.join();

            assertTrue(String.valueOf(end.get()), end.get() instanceof ServiceException);
        }
    }

    private static void pushAndPull(Repository repository) throws IOException {
        byte[] content = random(9, 3_000_000);
        assertArrayEquals(content, repository.blob(upload(repository, content)).readAllBytes());
    }

    private static Descriptor upload(Repository repository, byte[] content) {
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        repository.upload(blob, () -> new ByteArrayInputStream(content), sent -> {});
        return blob;
    }

    private static void assertMessage(Repository repository, String expected) {
        assertEquals(expected, message(repository));
    }

    private static String message(Repository repository) {
        return assertThrows(ServiceException.class, () -> repository.manifest("1"))
                .getMessage();
    }

    private Path certificates() {
        return folder.getRoot().toPath().resolve("certs.d");
    }

    private void believe(String host, Path authority) throws IOException {
        Path own = Files.createDirectories(certificates().resolve(host));
        Files.copy(authority, own.resolve("ca.crt"));
    }

    private RegistryOptions through(String variable, String proxy) {
        return options().withEnvironment(Map.of("HOME", "/nonexistent", variable, "http://" + proxy));
    }

    private RegistryOptions options() {
        return RegistryOptions.defaults()
                .withEnvironment(Map.of("HOME", "/nonexistent"))
                .withCertificates(certificates())
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
                .withRetries(new RegistryOptions.Retries(2, Duration.ofMillis(10), Duration.ofSeconds(1)));
    }

    private RegistryClient client(RegistryOptions options) {
        RegistryClient client = new RegistryClient(options);
        clients.add(client);
        return client;
    }

    private static byte[] random(int seed, int length) {
        byte[] content = new byte[length];
        new Random(seed).nextBytes(content);
        return content;
    }
}
