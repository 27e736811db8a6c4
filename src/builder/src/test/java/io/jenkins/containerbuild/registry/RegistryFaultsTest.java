package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Faults × operations, against a real registry behind a proxy that makes the fault: what the user reads, or that the operation came through
 * and nothing was lost.
 */
@RunWith(Parameterized.class)
public class RegistryFaultsTest {
    private static final byte[] CONTENT = new byte[1_000_000];
    private static final Descriptor BLOB;

    static {
        new Random(7).nextBytes(CONTENT);
        BLOB = Descriptor.of(MediaTypes.OCI_LAYER, CONTENT);
    }

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    private static Descriptor manifest;

    /** What is done while the fault is there. */
    private enum Operation {
        MANIFEST {
            @Override
            void run(Repository repository) {
                assertEquals(manifest, repository.manifest("1").descriptor());
            }
        },
        MANIFEST_BY_DIGEST {
            @Override
            void run(Repository repository) {
                assertEquals(
                        manifest,
                        repository.manifest(manifest.digest().toString()).descriptor());
            }
        },
        HEAD {
            @Override
            void run(Repository repository) {
                assertEquals(manifest, repository.head("1").orElseThrow());
            }
        },
        PULL {
            @Override
            void run(Repository repository) throws IOException {
                try (InputStream in = repository.blob(BLOB)) {
                    assertArrayEquals(CONTENT, in.readAllBytes());
                }
            }
        },
        PUSH {
            @Override
            void run(Repository repository) throws IOException {
                repository.upload(NEW, () -> new ByteArrayInputStream(NEW_CONTENT), sent -> {});
                assertArrayEquals(NEW_CONTENT, repository.blob(NEW).readAllBytes());
            }
        },
        MOUNT_OR_PUSH {
            @Override
            void run(Repository repository) throws IOException {
                boolean mounted = repository.mount(NEW.digest(), "other");
                assertFalse(mounted);
                PUSH.run(repository);
            }
        },
        PUT {
            @Override
            void run(Repository repository) {
                byte[] bytes = repository.manifest(manifest.digest().toString()).bytes();
                repository.putManifest("2", manifest.mediaType(), bytes);
                assertEquals(manifest, repository.head("2").orElseThrow());
            }
        };

        /** Too much for the buffers between two sockets, so that a writer gets stuck. */
        static final byte[] NEW_CONTENT = new byte[12_000_000];

        static Descriptor NEW;

        abstract void run(Repository repository) throws IOException;
    }

    private record Row(String name, Operation operation, Consumer<FaultyProxy> fault, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row survives(String name, Operation operation, Consumer<FaultyProxy> fault) {
        return new Row(name, operation, fault, null);
    }

    private static Row fails(String name, Operation operation, Consumer<FaultyProxy> fault, String message) {
        return new Row(name, operation, fault, message);
    }

    @Parameters(name = "{0}")
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(answers());
        rows.addAll(silence());
        rows.addAll(cuts());
        rows.addAll(malice());
        rows.addAll(habits());
        rows.addAll(drips());
        return rows;
    }

    private static List<Row> answers() {
        String denied = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested access is denied\"}]}";
        return List.of(
                fails(
                        "401 without a way to authenticate",
                        Operation.MANIFEST,
                        proxy -> proxy.on("GET", "/manifests/").always().answer(401, ""),
                        "HOST: read manifest 1 of app: 401 Unauthorized; no credentials were found; run: docker login HOST,"
                                + " or check the name: registries give the same answer for images that do not exist"),
                fails(
                        "403 to a pull",
                        Operation.MANIFEST,
                        proxy -> proxy.on("GET", "/manifests/").always().answer(403, denied),
                        "HOST: read manifest 1 of app: 403 Forbidden (DENIED: requested access is denied);"
                                + " the user needs permission to pull from HOST/app,"
                                + " or check the name: registries give the same answer for images that do not exist"),
                fails(
                        "403 to a push",
                        Operation.PUSH,
                        proxy -> proxy.on("POST", "/blobs/uploads/").always().answer(403, denied),
                        "HOST: upload blob NEW of app: 403 Forbidden (DENIED: requested access is denied);"
                                + " the user needs permission to push to HOST/app"),
                fails(
                        "404 to a blob of a manifest that is there",
                        Operation.PULL,
                        proxy -> proxy.on("GET", "/blobs/").always().answer(404, ""),
                        "HOST: read blob BLOB of app: 404 Not Found; check the name HOST/app and that it exists"),
                fails(
                        "405 to an upload",
                        Operation.PUSH,
                        proxy -> proxy.on("POST", "/blobs/uploads/").always().answer(405, ""),
                        "HOST: upload blob NEW of app: 405 Method Not Allowed;"
                                + " check that the registry supports the OCI distribution specification"),
                fails(
                        "413 before the body has gone out",
                        Operation.PUSH,
                        proxy -> proxy.on("PUT", "/blobs/uploads/").always().answerAtOnce(413, ""),
                        "HOST: upload blob NEW of app: 413 Request Too Long;"
                                + " raise the upload limit of the registry or of the proxy in front of it"),
                survives("429 with Retry-After, then well", Operation.MANIFEST, proxy -> proxy.on("GET", "/manifests/")
                        .answer(429, "", "Retry-After: 1")),
                fails(
                        "429 for longer than anyone waits",
                        Operation.HEAD,
                        proxy -> proxy.on("HEAD", "/manifests/").always().answer(429, "", "Retry-After: 3600"),
                        "HOST: read manifest 1 of app: 429 Too Many Requests;"
                                + " the registry limits the rate of requests; try again in 3600 s"),
                survives(
                        "500, then well, while a manifest is read",
                        Operation.MANIFEST,
                        proxy -> proxy.on("GET", "/manifests/").times(2).answer(500, "")),
                survives(
                        "502, then well, while an upload begins",
                        Operation.PUSH,
                        proxy -> proxy.on("POST", "/blobs/uploads/").times(2).answer(502, "")),
                survives(
                        "401 to a mount from a repository that the user may not read",
                        Operation.MOUNT_OR_PUSH,
                        proxy -> proxy.on("POST", "mount=").answer(401, "")),
                survives("403 to a mount", Operation.MOUNT_OR_PUSH, proxy -> proxy.on("POST", "mount=")
                        .answer(403, denied)),
                survives("404 to a mount", Operation.MOUNT_OR_PUSH, proxy -> proxy.on("POST", "mount=")
                        .answer(404, "")),
                survives(
                        "a session that a mount has opened and that is forgotten",
                        Operation.MOUNT_OR_PUSH,
                        proxy -> proxy.on("POST", "mount=")
                                .answer(
                                        202,
                                        "",
                                        "Location: /v2/app/blobs/uploads/00000000-0000-0000-0000-000000000000")),
                survives("503 to the whole blob, then well", Operation.PUSH, proxy -> proxy.on("PUT", "/blobs/uploads/")
                        .answer(503, "")),
                survives("500, then well, while a manifest is stored", Operation.PUT, proxy -> proxy.on(
                                "PUT", "/manifests/")
                        .answer(500, "")),
                fails(
                        "500 for ever to a pull",
                        Operation.PULL,
                        proxy -> proxy.on("GET", "/blobs/").always().answer(500, ""),
                        "HOST: read blob BLOB of app: 500 Internal Server Error, 4 attempts;"
                                + " try again later, and check the log of the registry"),
                fails(
                        "503 for ever to a push",
                        Operation.PUSH,
                        proxy -> proxy.on("PUT", "/blobs/uploads/").always().answer(503, ""),
                        "HOST: upload blob NEW of app: 503 Service Unavailable, 4 attempts;"
                                + " try again later, and check the log of the registry"),
                fails(
                        "redirects without end",
                        Operation.PULL,
                        proxy -> proxy.on("GET", "/blobs/").always().answer(307, "", "Location: /v2/app/blobs/again"),
                        "HOST: read blob BLOB of app: more than 5 redirects, 4 attempts;"
                                + " try again, and check the network and the registry"),
                fails(
                        "a redirect to plain http elsewhere",
                        Operation.PULL,
                        proxy ->
                                proxy.on("GET", "/blobs/").always().answer(307, "", "Location: http://other.example/b"),
                        "HOST: read blob BLOB of app: the registry redirects to unencrypted HTTP at other.example;"
                                + " add --insecure-registry other.example to allow it"),
                fails(
                        "an answer in another language",
                        Operation.MANIFEST,
                        proxy -> proxy.on("GET", "/manifests/")
                                .always()
                                .answer(200, "<html>login</html>", "Content-Type: text/html"),
                        "HOST: read manifest 1 of app: the response is not a manifest: its type is \"text/html\";"
                                + " check the registry and the proxies in front of it"));
    }

    private static List<Row> silence() {
        return List.of(
                survives("a hang, then well", Operation.MANIFEST, proxy -> proxy.on("GET", "/manifests/")
                        .hang()),
                fails(
                        "a hang for ever",
                        Operation.MANIFEST,
                        proxy -> proxy.on("GET", "/manifests/").always().hang(),
                        "HOST: read manifest 1 of app: no response within 600 ms, 4 attempts;"
                                + " try again, and check the network and the registry"),
                survives("a hang in the middle of a download", Operation.PULL, proxy -> proxy.on("GET", "/blobs/")
                        .hangResponseAfter(300_000)),
                survives("a registry that stops reading in the middle of an upload", Operation.PUSH, proxy -> proxy.on(
                                "PUT", "/blobs/uploads/")
                        .stopReading()),
                fails(
                        "a registry that never reads",
                        Operation.PUSH,
                        proxy -> proxy.on("PUT", "/blobs/uploads/").always().stopReading(),
                        "HOST: upload blob NEW of app: no byte could be sent within 600 ms, 4 attempts;"
                                + " try again, and check the network and the registry"));
    }

    private static List<Row> cuts() {
        return List.of(
                survives("a cut before the answer", Operation.MANIFEST, proxy -> proxy.on("GET", "/manifests/")
                        .cutRequestAfter(0)),
                survives(
                        "a cut in the middle of a manifest", Operation.MANIFEST, proxy -> proxy.on("GET", "/manifests/")
                                .cutResponseAfter(20)),
                survives("a cut in the middle of a download", Operation.PULL, proxy -> proxy.on("GET", "/blobs/")
                        .cutResponseAfter(400_000)),
                survives("three cuts of one download", Operation.PULL, proxy -> proxy.on("GET", "/blobs/")
                        .times(3)
                        .cutResponseAfter(200_000)),
                survives("a cut at a registry that knows no ranges", Operation.PULL, proxy -> {
                    proxy.on("GET", "/blobs/").cutResponseAfter(400_000);
                    proxy.on("GET", "/blobs/").always().dropRequestHeader("Range");
                }),
                fails(
                        "a download that never comes to anything",
                        Operation.PULL,
                        proxy -> proxy.on("GET", "/blobs/").always().cutResponseAfter(0),
                        "HOST: read blob BLOB of app: the connection was closed, 4 attempts;"
                                + " try again, and check the network and the registry"),
                survives("a cut in the middle of an upload", Operation.PUSH, proxy -> proxy.on("PUT", "/blobs/uploads/")
                        .cutRequestAfter(5_000_000)),
                survives("three cuts of one upload", Operation.PUSH, proxy -> proxy.on("PUT", "/blobs/uploads/")
                        .times(3)
                        .cutRequestAfter(2_000_000)),
                survives("an upload that arrived, whose answer did not", Operation.PUSH, proxy -> proxy.on(
                                "PUT", "/blobs/uploads/")
                        .answer(504, "")));
    }

    private static List<Row> malice() {
        byte[] huge = new byte[(4 << 20) + 1];
        Arrays.fill(huge, (byte) ' ');
        return List.of(
                fails(
                        "another manifest than the digest's",
                        Operation.MANIFEST_BY_DIGEST,
                        proxy -> proxy.on("GET", "/manifests/").changeResponse(RegistryFaultsTest::flip),
                        "HOST: read manifest MANIFEST of app: the manifest's digest is CHANGED, not MANIFEST;"
                                + " check the registry and the proxies in front of it"),
                fails(
                        "another manifest than the registry announces",
                        Operation.MANIFEST,
                        proxy -> proxy.on("GET", "/manifests/").changeResponse(RegistryFaultsTest::flip),
                        "HOST: read manifest 1 of app: the manifest's digest is CHANGED, not MANIFEST;"
                                + " check the registry and the proxies in front of it"),
                fails(
                        "a manifest without end",
                        Operation.MANIFEST,
                        proxy -> proxy.on("GET", "/manifests/").changeResponse(bytes -> huge),
                        "HOST: read manifest 1 of app: the manifest has more than 4194304 bytes;"
                                + " check the registry and the proxies in front of it"),
                fails(
                        "other bytes than the blob's",
                        Operation.PULL,
                        proxy -> proxy.on("GET", "/blobs/").changeResponse(RegistryFaultsTest::flip),
                        "HOST: read blob BLOB of app: its digest is WRONG;"
                                + " check the registry and the proxies in front of it"),
                fails(
                        "a longer blob than the manifest says",
                        Operation.PULL,
                        proxy -> proxy.on("GET", "/blobs/").changeResponse(bytes -> Arrays.copyOf(bytes, 1_000_001)),
                        "HOST: read blob BLOB of app: it has 1000001 bytes, but the manifest says 1000000;"
                                + " check the registry and the proxies in front of it"),
                fails(
                        "a shorter blob than the manifest says",
                        Operation.PULL,
                        proxy -> proxy.on("GET", "/blobs/").changeResponse(bytes -> Arrays.copyOf(bytes, 999_999)),
                        "HOST: read blob BLOB of app: it has 999999 bytes, but the manifest says 1000000;"
                                + " check the registry and the proxies in front of it"),
                survives(
                        "a registry that does not say the digest",
                        Operation.HEAD,
                        proxy -> proxy.on("HEAD", "/manifests/").always().dropHeader("Docker-Content-Digest")),
                survives("a digest that is none", Operation.HEAD, proxy -> proxy.on("HEAD", "/manifests/")
                        .always()
                        .answer(200, "", "Docker-Content-Digest: sha256:../../etc")));
    }

    /** What registries do otherwise than CNCF Distribution, and users do not notice. */
    private static List<Row> habits() {
        List<Row> rows = new ArrayList<>();
        for (int status : new int[] {400, 401, 403, 405, 500, 501, 503}) {
            rows.add(
                    survives(status + " to HEAD of a manifest", Operation.HEAD, proxy -> proxy.on("HEAD", "/manifests/")
                            .always()
                            .answer(status, "")));
        }
        for (String type :
                List.of("application/json", "text/plain", MediaTypes.OCI_INDEX, MediaTypes.DOCKER_MANIFEST)) {
            rows.add(survives(
                    "manifests of the type " + type,
                    Operation.MANIFEST,
                    proxy -> proxy.on("GET", "/manifests/").always().changeHeader("Content-Type", type)));
        }
        for (String header : List.of("Content-Type: application/json", "Content-Type:", "Content-Length: 0")) {
            String name = header.substring(0, header.indexOf(':'));
            rows.add(survives("HEAD with " + header, Operation.HEAD, proxy -> proxy.on("HEAD", "/manifests/")
                    .always()
                    .changeHeader(name, header.substring(name.length() + 1).strip())));
        }
        for (int status : new int[] {200, 202, 204}) {
            rows.add(survives(status + " to a stored manifest", Operation.PUT, proxy -> proxy.on("PUT", "/manifests/")
                    .changeStatus(status)));
            rows.add(survives(status + " to a whole blob", Operation.PUSH, proxy -> proxy.on("PUT", "/blobs/uploads/")
                    .changeStatus(status)));
        }
        for (int status : new int[] {200, 201}) {
            rows.add(survives(
                    status + " to an upload that begins", Operation.PUSH, proxy -> proxy.on("POST", "/blobs/uploads/")
                            .changeStatus(status)));
        }
        for (int status : new int[] {400, 405, 500, 502, 503}) {
            rows.add(survives(status + " to each mount", Operation.MOUNT_OR_PUSH, proxy -> proxy.on("POST", "mount=")
                    .always()
                    .answer(status, "")));
        }
        rows.add(survives(
                "an upload opened by a mount with 201", Operation.MOUNT_OR_PUSH, proxy -> proxy.on("POST", "mount=")
                        .changeStatus(201)));
        rows.add(survives("202 to a mount, and no session", Operation.MOUNT_OR_PUSH, proxy -> proxy.on("POST", "mount=")
                .answer(202, "")));
        rows.add(survives("405 to HEAD of a blob", Operation.PUSH, proxy -> proxy.on("HEAD", "/blobs/")
                .always()
                .answer(405, "")));
        return rows;
    }

    private static List<Row> drips() {
        String wait = "HOST: read manifest 1 of app: 429 Too Many Requests;"
                + " the registry limits the rate of requests; try again in 86400 s";
        List<Row> rows = new ArrayList<>();
        for (String pause : List.of("999999999", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT")) {
            rows.add(fails(
                    "Retry-After: " + pause,
                    Operation.MANIFEST,
                    proxy -> proxy.on("GET", "/manifests/").answer(429, "", "Retry-After: " + pause),
                    wait));
        }
        for (String pause : List.of("-5", "soon", "")) {
            rows.add(survives("Retry-After: " + pause, Operation.MANIFEST, proxy -> proxy.on("GET", "/manifests/")
                    .answer(429, "", "Retry-After: " + pause)));
        }
        for (String start : List.of("HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n")) {
            rows.add(fails(
                    "a manifest that drips after " + start.length() + " bytes",
                    Operation.MANIFEST,
                    proxy -> proxy.on("GET", "/manifests/").always().drip(start),
                    "HOST: read manifest 1 of app: no complete response within 1200 ms, 4 attempts;"
                            + " try again, and check the network and the registry"));
        }
        rows.add(fails(
                "a blob that drips",
                Operation.PULL,
                proxy -> proxy.on("GET", "/blobs/").always().drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"),
                "HOST: read blob BLOB of app: less than 1024 bytes per second arrived within 600 ms, 4 attempts;"
                        + " try again, and check the network and the registry"));
        return rows;
    }

    private static byte[] flip(byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[changed.length / 2] ^= 1;
        return changed;
    }

    private final Row row;
    private FaultyProxy proxy;
    private RegistryClient client;

    public RegistryFaultsTest(Row row) {
        this.row = row;
    }

    @BeforeClass
    public static void fillRegistry() {
        try (RegistryClient healthy = new RegistryClient(RegistryOptions.defaults())) {
            Repository app = healthy.repository(REGISTRY.host(), "app");
            app.upload(BLOB, () -> new ByteArrayInputStream(CONTENT), sent -> {});
            byte[] bytes = new io.jenkins.containerbuild.image.Manifest(
                            MediaTypes.OCI_MANIFEST,
                            BLOB.withMediaType(MediaTypes.OCI_CONFIG),
                            List.of(),
                            java.util.Map.of())
                    .toBytes();
            app.putManifest("1", MediaTypes.OCI_MANIFEST, bytes);
            manifest = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
        }
    }

    @Before
    public void open() {
        // Other bytes for each row: nothing that an earlier one has sent is there already.
        new Random(row.name().hashCode()).nextBytes(Operation.NEW_CONTENT);
        Operation.NEW = Descriptor.of(MediaTypes.OCI_LAYER, Operation.NEW_CONTENT);
        proxy = new FaultyProxy(REGISTRY.port());
        client = new RegistryClient(RegistryOptions.defaults()
                .withEnvironment(java.util.Map.of("HOME", "/nonexistent"))
                .withTimeouts(Duration.ofMillis(1000), Duration.ofMillis(600))
                .withRetries(new RegistryOptions.Retries(4, Duration.ofMillis(10), Duration.ofSeconds(5))));
    }

    @After
    public void close() {
        client.close();
        proxy.close();
    }

    @Test
    public void isSurvivedOrExplained() throws IOException {
        row.fault().accept(proxy);
        String message = null;
        try {
            row.operation().run(client.repository(proxy.host(), "app"));
        } catch (ServiceException e) {
            message = e.getMessage();
        }
        assertEquals(expected(), message);
    }

    private String expected() {
        if (row.message() == null) {
            return null;
        }
        byte[] manifestBytes =
                client.repository(REGISTRY.host(), "app").manifest("1").bytes();
        return row.message()
                .replace("HOST", proxy.host())
                .replace("BLOB", BLOB.digest().toString())
                .replace("NEW", Operation.NEW.digest().toString())
                .replace("MANIFEST", manifest.digest().toString())
                .replace(
                        "CHANGED",
                        Descriptor.of("", flip(manifestBytes)).digest().toString())
                .replace("WRONG", Descriptor.of("", flip(CONTENT)).digest().toString());
    }
}
