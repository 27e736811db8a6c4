package io.jenkins.containerbuild.policy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The background look at a catalogue, against a real registry. */
public class BaseCheckTest {
    static final BaseCheck.Limits LIMITS = new BaseCheck.Limits(Duration.ofMinutes(2), Duration.ofMinutes(1));

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final RegistryClient client = new RegistryClient(RegistryOptions.defaults()
            .withRetries(new RegistryOptions.Retries(1, Duration.ofMillis(1), Duration.ofMillis(1))));
    private CacheDirectory cache;
    private BaseCheck check;

    @Before
    public void open() {
        cache = CacheDirectory.open(folder.getRoot().toPath());
        check = new BaseCheck(client, cache, new BaseCheck.Pauses(), LIMITS);
    }

    @After
    public void close() {
        client.close();
        cache.close();
    }

    @Test
    public void fiftyEntriesCostFiftyHeadsAndNothingMore() {
        List<Catalogue.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String name = new ImageFixture()
                    .file("a", 0644, 0, 0, "same in a few: " + i % 5)
                    .push(REGISTRY, "many/base" + i % 5 + ":1");
            entries.add(Catalogue.Entry.of("base" + i, name, ""));
        }
        Map<String, State> first = check.check(entries, Map.of());
        REGISTRY.forgetRequests();
        Map<String, State> second = check.check(entries, first);

        assertEquals(50, REGISTRY.requests().size());
        assertTrue(REGISTRY.requests().stream()
                .allMatch(request -> request.method().equals("HEAD")));
        assertEquals(50, second.size());
        second.forEach((name, state) -> {
            assertEquals(name, "", state.failure());
            assertEquals(name, first.get(name).since(), state.since());
            assertTrue(
                    name,
                    state.bytes() > 0 && state.checked().isAfter(first.get(name).checked()));
        });
    }

    @Test
    public void aNewDigestIsReadOnce() {
        String name = new ImageFixture().file("a", 0644, 0, 0, "old").push(REGISTRY, "moving/base:1");
        Catalogue.Entry entry = Catalogue.Entry.of("moving", name, "");
        State old = check.check(entry, State.UNKNOWN);
        assertEquals(Instant.parse("2020-09-13T12:26:40Z"), old.created());
        new ImageFixture().file("a", 0644, 0, 0, "new and longer").push(REGISTRY, "moving/base:1");
        REGISTRY.forgetRequests();
        State now = check.check(entry, old);

        assertTrue(!now.digest().equals(old.digest()) && now.since().isAfter(old.since()));
        assertEquals(3, REGISTRY.requests().size());
    }

    /** What a page shows of a registry in trouble, and that nothing known is lost. */
    @Test
    public void aRegistryInTroubleLosesNothing() {
        String name = new ImageFixture().file("a", 0644, 0, 0, "x").push(REGISTRY, "faulty/base:1");
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
            Catalogue.Entry entry = Catalogue.Entry.of("faulty", name.replace(REGISTRY.host(), proxy.host()), "");
            State known = check.check(entry, State.UNKNOWN);
            assertEquals("", known.failure());
            for (int status : new int[] {401, 403, 500, 503, 404}) {
                proxy.on("HEAD", "/manifests/").answer(status, "");
                proxy.on("GET", "/manifests/").answer(status, "");
                State failed = check.check(entry, known);
                assertEquals(known.digest(), failed.digest());
                assertEquals(known.bytes(), failed.bytes());
                assertTrue(
                        status + ": " + failed.failure(),
                        failed.failure().contains(status == 404 ? "does not exist" : String.valueOf(status)));
            }
            assertEquals("", check.check(entry, known).failure());
        }
        State dead = check.check(Catalogue.Entry.of("dead", "127.0.0.1:1/base:1", ""), State.UNKNOWN);
        assertTrue(dead.failure(), dead.failure().contains("check that the registry is running at 127.0.0.1:1"));
        State nowhere = check.check(Catalogue.Entry.of("nowhere", "no.such.host.invalid/base:1", ""), State.UNKNOWN);
        assertTrue(nowhere.failure(), nowhere.failure().contains("no.such.host.invalid cannot be resolved"));
    }

    @Test
    public void aRegistryThatAsksForAPauseGetsIt() {
        String name = new ImageFixture().file("a", 0644, 0, 0, "y").push(REGISTRY, "limited/base:1");
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
            String limited = name.replace(REGISTRY.host(), proxy.host());
            proxy.on("HEAD", "/manifests/").answer(429, "", "Retry-After: 30");
            State refused = check.check(Catalogue.Entry.of("one", limited, ""), State.UNKNOWN);
            assertTrue(refused.failure(), refused.failure().contains("429"));
            int before = proxy.requests().size();

            State spared = check.check(Catalogue.Entry.of("two", limited, ""), State.UNKNOWN);

            assertTrue(spared.failure(), spared.failure().contains("asked for no requests until"));
            assertEquals("no request within the pause", before, proxy.requests().size());
            State other = check.check(Catalogue.Entry.of("other", name, ""), State.UNKNOWN);
            assertEquals("other registries are asked", "", other.failure());
        }
    }

    /** Who builds for one platform has to know whether that one has changed. */
    @Test
    public void anIndexHasADigestForEachPlatform() {
        String amd64 = digest(new ImageFixture().file("a", 0644, 0, 0, "one").push(REGISTRY, "index/amd64:1"));
        String arm64 = digest(new ImageFixture()
                .architecture("arm64")
                .file("a", 0644, 0, 0, "one")
                .push(REGISTRY, "index/amd64:2"));
        Catalogue.Entry entry = Catalogue.Entry.of("index", REGISTRY.reference("index/amd64:both"), "");
        putIndex(amd64, arm64);
        State both = check.check(entry, State.UNKNOWN);
        assertEquals("", both.failure());
        assertEquals(Map.of("linux/amd64", amd64, "linux/arm64", arm64), both.platforms());

        String newer = digest(new ImageFixture()
                .architecture("arm64")
                .file("a", 0644, 0, 0, "two")
                .push(REGISTRY, "index/amd64:3"));
        putIndex(amd64, newer);
        State changed = check.check(entry, both);
        assertNotEquals(both.digest(), changed.digest());
        assertEquals(Map.of("linux/amd64", amd64, "linux/arm64", newer), changed.platforms());

        Catalogue.Entry single = Catalogue.Entry.of("single", REGISTRY.reference("index/amd64:2"), "");
        State arm = check.check(single, State.UNKNOWN);
        assertEquals(Map.of("linux/arm64", arm64), arm.platforms());
    }

    private String digest(String reference) {
        ImageReference parsed = ImageReference.parse(reference);
        return client.repository(parsed).head(parsed.tag()).get().digest().toString();
    }

    private void putIndex(String amd64, String arm64) {
        Repository repository = client.repository(ImageReference.parse(REGISTRY.reference("index/amd64:both")));
        String manifest = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,"
                + "\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}";
        List<String> manifests = new ArrayList<>();
        Map.of("amd64", amd64, "arm64", arm64).forEach((architecture, digest) -> {
            Descriptor one = repository.head(digest).get();
            manifests.add(String.format(manifest, one.mediaType(), digest, one.size(), architecture));
        });
        String index = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                + String.join(",", manifests) + "]}";
        repository.putManifest("both", MediaTypes.OCI_INDEX, index.getBytes(StandardCharsets.UTF_8));
    }

    /** Fifty entries of a registry that hangs must not cost fifty timeouts, nor hold up another registry. */
    @Test
    public void hangingRegistryIsAskedOnlyByTheFirstLooks() {
        String good = new ImageFixture().file("a", 0644, 0, 0, "z").push(REGISTRY, "good/base:1");
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port());
                RegistryClient hasty = new RegistryClient(RegistryOptions.defaults()
                        .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1))
                        .withRetries(new RegistryOptions.Retries(1, Duration.ofMillis(1), Duration.ofMillis(1))))) {
            proxy.on("HEAD", "/manifests/").always().hang();
            proxy.on("GET", "/manifests/").always().hang();
            List<Catalogue.Entry> entries = new ArrayList<>();
            for (int i = 0; i < 49; i++) {
                entries.add(Catalogue.Entry.of("hangs" + i, proxy.host() + "/base" + i + ":1", ""));
            }
            entries.add(Catalogue.Entry.of("good", good, ""));
            Map<String, State> states =
                    new BaseCheck(hasty, cache, new BaseCheck.Pauses(), LIMITS).check(entries, Map.of());
            assertTrue(proxy.requests().size() + " requests", proxy.requests().size() <= 8);
            assertEquals("", states.get("good").failure());
            for (int i = 0; i < 49; i++) {
                String failure = states.get("hangs" + i).failure();
                assertTrue(failure, failure.contains("no response within 1000 ms"));
            }
        }
    }

    /** No timeout without a byte ends an answer that grows by a byte every 20 ms. */
    @Test(timeout = 120_000)
    public void drippingRegistriesDoNotHoldUpOtherRegistries() {
        String good = new ImageFixture().file("a", 0644, 0, 0, "w").push(REGISTRY, "good/undisturbed:1");
        try (FaultyProxy headers = new FaultyProxy(0);
                FaultyProxy body = new FaultyProxy(0)) {
            headers.on("HEAD", "/manifests/").always().drip("HTTP/1.1 200 OK\r\nX: ");
            body.on("HEAD", "/manifests/")
                    .always()
                    .answer(
                            200,
                            "",
                            "Docker-Content-Digest: sha256:" + "a".repeat(64),
                            "Content-Type: " + MediaTypes.OCI_MANIFEST);
            body.on("GET", "/manifests/").always().drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            List<Catalogue.Entry> entries = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                entries.add(Catalogue.Entry.of("headers" + i, headers.host() + "/base" + i + ":1", ""));
                entries.add(Catalogue.Entry.of("body" + i, body.host() + "/base" + i + ":1", ""));
            }
            entries.add(Catalogue.Entry.of("good", good, ""));
            BaseCheck.Limits limits = new BaseCheck.Limits(Duration.ofSeconds(5), Duration.ofSeconds(1));

            Map<String, State> states =
                    new BaseCheck(client, cache, new BaseCheck.Pauses(), limits).check(entries, Map.of());

            assertEquals(41, states.size());
            assertEquals("", states.get("good").failure());
            for (String name : List.of("headers0", "headers19", "body0", "body19")) {
                String failure = states.get(name).failure();
                assertTrue(failure, failure.contains("the registry did not complete its responses within 5.0 s"));
            }
            assertTrue(headers.requests().toString(), headers.requests().size() <= 4);
        }
    }

    @Test
    public void pauseIsCutToItsLimit() {
        String name = new ImageFixture().file("a", 0644, 0, 0, "v").push(REGISTRY, "patient/base:1");
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
            Catalogue.Entry entry = Catalogue.Entry.of("years", name.replace(REGISTRY.host(), proxy.host()), "");
            BaseCheck.Limits limits = new BaseCheck.Limits(Duration.ofMinutes(2), Duration.ZERO);
            BaseCheck impatient = new BaseCheck(client, cache, new BaseCheck.Pauses(), limits);
            for (String pause : List.of("999999999", "Fri, 31 Dec 9999 23:59:59 GMT")) {
                proxy.on("HEAD", "/manifests/").answer(429, "", "Retry-After: " + pause);
                String failure = impatient.check(entry, State.UNKNOWN).failure();
                assertTrue(failure, failure.contains("429"));
                assertEquals(pause, "", impatient.check(entry, State.UNKNOWN).failure());
            }
        }
    }
}
