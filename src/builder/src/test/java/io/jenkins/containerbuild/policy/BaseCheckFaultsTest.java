package io.jenkins.containerbuild.policy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The faults of registries, met by the look at a base that has just changed: each says what is wrong, the state stays what it was until the
 * new image is known whole, and the next look finds it.
 */
public class BaseCheckFaultsTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** @param says what the page shows; "" where the fault is survived */
    private record Fault(String name, Consumer<FaultyProxy> make, String says) {}

    private static Fault head(int status, String says, String... headers) {
        return new Fault(
                "HEAD " + status,
                proxy -> {
                    proxy.on("HEAD", "/manifests/").answer(status, "", headers);
                    if (status != 404 && status != 429) {
                        proxy.on("GET", "/manifests/").answer(status, "", headers);
                    }
                },
                says);
    }

    private static final Fault[] FAULTS = {
        head(401, "401 Unauthorized"),
        head(403, "403 Forbidden; the user needs permission to pull from "),
        head(404, "does not exist; correct the entry's reference"),
        head(
                429,
                "429 Too Many Requests; the registry limits the rate of requests; try again in 1 s",
                "Retry-After: 1"),
        head(500, "500 Internal Server Error; try again later, and check the log of the registry"),
        new Fault(
                "HEAD hangs",
                proxy -> {
                    proxy.on("HEAD", "/manifests/").hang();
                    proxy.on("GET", "/manifests/").hang();
                },
                "no response within 700 ms"),
        new Fault("GET hangs", proxy -> proxy.on("GET", "/manifests/").hang(), "no response within 700 ms"),
        new Fault(
                "GET hangs in the middle",
                proxy -> proxy.on("GET", "/manifests/").hangResponseAfter(20),
                "no response within 700 ms"),
        new Fault(
                "GET truncated",
                proxy -> proxy.on("GET", "/manifests/").cutResponseAfter(20),
                "the connection was closed"),
        new Fault(
                "GET another manifest",
                proxy -> proxy.on("GET", "/manifests/").changeResponse(body -> "{\"schemaVersion\":2}".getBytes()),
                "the manifest's digest is sha256:"),
        new Fault(
                "GET another configuration",
                proxy -> proxy.on("GET", "/blobs/").changeResponse(body -> new byte[body.length]),
                "sha256:"),
        new Fault(
                "a token expires between HEAD and GET",
                proxy -> {
                    proxy.on("GET", "/token").always().answer(200, "{\"token\":\"new\"}");
                    proxy.on("GET", "/manifests/")
                            .answer(
                                    401,
                                    "",
                                    "WWW-Authenticate: Bearer realm=\"http://" + proxy.host()
                                            + "/token\",service=\"test\",scope=\"repository:faults/base:pull\"");
                },
                ""),
        new Fault(
                "a token expires and there is no other",
                proxy -> {
                    proxy.on("GET", "/token").answer(401, "");
                    proxy.on("GET", "/manifests/")
                            .answer(
                                    401,
                                    "",
                                    "WWW-Authenticate: Bearer realm=\"http://" + proxy.host()
                                            + "/token\",service=\"test\",scope=\"repository:faults/base:pull\"");
                },
                "401"),
    };

    private State check(FaultyProxy proxy, State before) {
        Catalogue.Entry entry = Catalogue.Entry.of("base", proxy.host() + "/faults/base:1", "");
        RegistryOptions options = RegistryOptions.defaults()
                .withTimeouts(Duration.ofMillis(700), Duration.ofMillis(700))
                .withRetries(new RegistryOptions.Retries(1, Duration.ofMillis(1), Duration.ofMillis(1)));
        // As each check of Jenkins, with a client of its own.
        try (RegistryClient client = new RegistryClient(options);
                CacheDirectory cache = CacheDirectory.open(folder.getRoot().toPath())) {
            return new BaseCheck(client, cache, new BaseCheck.Pauses(), BaseCheckTest.LIMITS).check(entry, before);
        }
    }

    @Test
    public void faultsAreReportedAndTheStateIsKept() {
        int version = 0;
        StringBuilder table = new StringBuilder();
        for (Fault fault : FAULTS) {
            try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
                push(version++);
                State known = check(proxy, State.UNKNOWN);
                assertEquals(fault.name(), "", known.failure());
                push(version++);
                fault.make().accept(proxy);
                State met = check(proxy, known);
                table.append(fault.name()).append(" | ").append(met.failure()).append('\n');
                if (fault.says().isEmpty()) {
                    assertEquals(fault.name(), "", met.failure());
                    assertNotEquals(fault.name(), known.digest(), met.digest());
                    continue;
                }
                assertTrue(fault.name() + ": " + met.failure(), met.failure().contains(fault.says()));
                assertEquals(fault.name(), known.digest(), met.digest());
                assertEquals(fault.name(), known.platforms(), met.platforms());
                assertEquals(fault.name(), known.layers(), met.layers());
                assertEquals(fault.name(), known.since(), met.since());
                State next = check(proxy, met);
                assertEquals(fault.name(), "", next.failure());
                assertNotEquals(fault.name(), known.digest(), next.digest());
                assertEquals(fault.name(), Map.of("linux/amd64", next.digest()), next.platforms());
            }
        }
        System.out.println(table);
    }

    private static void push(int version) {
        new ImageFixture().file("srv/version", 0644, 0, 0, "version " + version).push(REGISTRY, "faults/base:1");
    }

    @Test
    public void unknownHostIsReported() {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults()
                        .withRetries(new RegistryOptions.Retries(1, Duration.ofMillis(1), Duration.ofMillis(1))));
                CacheDirectory cache = CacheDirectory.open(folder.getRoot().toPath())) {
            State state = new BaseCheck(client, cache, new BaseCheck.Pauses(), BaseCheckTest.LIMITS)
                    .check(Catalogue.Entry.of("nowhere", "no.such.host.invalid/base:1", ""), State.UNKNOWN);
            assertTrue(state.failure(), state.failure().contains("the host no.such.host.invalid cannot be resolved"));
            assertTrue(state.failure(), state.failure().contains("the machine's DNS"));
        }
    }
}
