package io.jenkins.containerbuild.publish;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.RootFileSystem;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.Umoci;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Against a real registry; its access log is the judge of what was sent. */
public class RegistryPublisherTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final LocalRegistry OTHER = new LocalRegistry();

    private static int count;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Images images;
    private Path cache;
    private String name;

    @Before
    public void chooseANewName() {
        images = new Images(folder.getRoot().toPath());
        cache = folder.getRoot().toPath().resolve("cache");
        name = "app" + ++count;
        REGISTRY.forgetRequests();
    }

    @Test
    public void otherToolsReadThePushedImage() throws IOException {
        BuiltImage image = Images.of(images.own("app/main", "hello"), images.own("etc/conf", "x"));
        List<Published> published = push(image, REGISTRY.reference(name + ":1"));

        assertEquals(1, published.size());
        assertEquals(image.descriptor().digest(), published.get(0).digest());
        String pushed = "docker://" + REGISTRY.reference(name + ":1");
        assertArrayEquals(image.manifest().toBytes(), Skopeo.manifest(pushed).getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(image.configBytes(), Skopeo.config(pushed).getBytes(StandardCharsets.UTF_8));
        RootFileSystem files = Umoci.unpack(REGISTRY, name + ":1");
        assertTrue(files.toString(), files.entries().containsKey("app/main"));
    }

    @Test
    public void whereNothingChangedOneHeadForEachNameIsAll() throws IOException {
        BuiltImage image = Images.of(images.own("a", "1"), images.own("b", "2"));
        String[] names = {REGISTRY.reference(name + ":1"), REGISTRY.reference(name + ":2")};
        push(image, names);
        push(image, names);
        REGISTRY.forgetRequests();

        List<Published> published = push(image, names);

        assertEquals(
                List.of("HEAD /v2/" + name + "/manifests/1 200", "HEAD /v2/" + name + "/manifests/2 200"), requests());
        assertEquals(0, published.get(0).sentBytes());
        assertEquals(0, published.get(1).sentBytes());
    }

    /** The look at the manifest of the tag hangs. It would be repeated after its timeout if a layer waited for it. */
    @Test(timeout = 60_000)
    public void readyLayerDoesNotWaitForHangingRegistry() throws Exception {
        Layer base = images.own("a", "1");
        push(Images.of(base, images.own("b", "2")), REGISTRY.reference(name + ":1"));
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port());
                RegistryClient client = new RegistryClient(RegistryOptions.defaults());
                CacheDirectory fresh = CacheDirectory.open(folder.newFolder().toPath())) {
            proxy.on("GET", "/manifests/").always().hang();
            ImageReference target = ImageReference.parse(proxy.host() + "/" + name + ":1");
            PhaseTimer timer = new PhaseTimer(Progress.NONE);
            try (RegistryPublisher publisher = new RegistryPublisher(
                    new Output.Registry(List.of()), List.of(target), client, fresh, true, timer, Progress.NONE)) {
                publisher.ready(base);
                while (looks(proxy) == 0) {
                    Thread.sleep(10);
                }
                publisher.ready(images.own("c", "3"));
                assertEquals(proxy.requests().toString(), 1, looks(proxy));
            }
        }
    }

    private static long looks(FaultyProxy proxy) {
        return proxy.requests().stream()
                .filter(request -> request.startsWith("GET ") && request.contains("/manifests/"))
                .count();
    }

    @Test
    public void otherLayersAreAskedForOnceIfOneChanged() throws IOException {
        Layer base = images.own("a", "1");
        push(Images.of(base, images.own("b", "2")), REGISTRY.reference(name + ":1"));
        REGISTRY.forgetRequests();
        Layer changed = images.own("b", "3");
        BuiltImage image = Images.of(base, changed);
        List<Published> published = push(image, REGISTRY.reference(name + ":1"));

        assertEquals(List.of(), matching("GET", "/blobs/"));
        assertEquals(1, matching("HEAD", base.descriptor().digest().toString()).size());
        assertEquals(
                "the layer and the configuration", 2, matching("PUT", "/blobs/").size());
        assertEquals(
                changed.descriptor().size()
                        + image.configBytes().length
                        + image.descriptor().size(),
                published.get(0).sentBytes());
        assertEquals(base.descriptor().size(), published.get(0).presentBytes());
        assertEquals(
                image.descriptor().digest().toString(),
                "sha256:" + sha256(Skopeo.manifest("docker://" + REGISTRY.reference(name + ":1"))));
    }

    @Test
    public void otherMachineReadsAnExistingImageOnce() throws IOException {
        Layer base = images.own("a", "1");
        push(Images.of(base, images.own("b", "2")), REGISTRY.reference(name + ":1"));
        REGISTRY.forgetRequests();
        cache = folder.getRoot().toPath().resolve("another");
        push(Images.of(base, images.own("b", "3")), REGISTRY.reference(name + ":1"));

        assertEquals(1, matching("GET", "/manifests/").size());
        assertEquals(
                "the layer and the configuration", 2, matching("PUT", "/blobs/").size());
    }

    @Test
    public void smallBlobsThatAreThereAreNotSentAgain() throws IOException {
        BuiltImage image = Images.of(images.own("a", "1"));
        push(image, REGISTRY.reference(name + ":1"));
        REGISTRY.forgetRequests();
        List<Published> published = push(image, REGISTRY.reference(name + ":2"));

        assertEquals(List.of(), matching("PUT", "/blobs/"));
        assertEquals(image.descriptor().size(), published.get(0).sentBytes());
    }

    private static String sha256(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    @Test
    public void aLayerOfABaseInTheSameRegistryIsMounted() throws IOException {
        String base = "base" + name;
        Layer ofBase = Images.ofBase(null, "etc/passwd", "root");
        push(Images.of(ofBase), REGISTRY.reference(base + ":1"));
        REGISTRY.forgetRequests();
        Layer mountable = Images.unreadable(Images.ofBase(REGISTRY.reference(base + ":1"), "etc/passwd", "root"));

        List<Published> published = push(Images.of(mountable, images.own("a", "1")), REGISTRY.reference(name + ":1"));

        assertEquals(List.of(), matching("GET", "/blobs/"));
        assertEquals(
                List.of("POST /v2/" + name + "/blobs/uploads/?mount="
                        + mountable.descriptor().digest() + "&from=" + base + " 201"),
                matching("POST", "&from=" + base));
        assertEquals(mountable.descriptor().size(), published.get(0).mountedBytes());
        assertTrue(Umoci.unpack(REGISTRY, name + ":1").entries().containsKey("etc/passwd"));
    }

    @Test
    public void aLayerOfABaseInAnotherRegistryIsStreamedOnce() throws IOException {
        Layer ofBase = Images.ofBase(null, "etc/passwd", "root");
        push(Images.of(ofBase), OTHER.reference(name + ":1"));
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            Repository origin = client.repository(ImageReference.parse(OTHER.reference(name)));
            Layer remote = Images.read(Images.ofBase(OTHER.reference(name + ":1"), "etc/passwd", "root"), origin::blob);
            OTHER.forgetRequests();
            push(Images.of(remote), REGISTRY.reference(name + ":1"));
        }

        assertEquals(
                1,
                OTHER.requests().stream()
                        .filter(r -> r.method().equals("GET") && r.isBlob())
                        .count());
        assertTrue(Umoci.unpack(REGISTRY, name + ":1").entries().containsKey("etc/passwd"));
    }

    @Test
    public void layersGoOutBeforeTheImageIsDone() throws Exception {
        Layer layer = images.own("a", "1");
        try (Publisher publisher = publisher(REGISTRY.reference(name + ":1"))) {
            publisher.ready(layer);
            for (int i = 0; i < 100 && matching("PUT", "/blobs/").isEmpty(); i++) {
                Thread.sleep(50);
            }
            assertEquals(1, matching("PUT", "/blobs/").size());
            publisher.publish(Images.of(layer));
        }
        assertEquals("and never twice", 2, matching("PUT", "/blobs/").size());
    }

    @Test
    public void severalRepositoriesAndRegistriesGetTheImage() throws IOException {
        BuiltImage image = Images.of(images.own("a", "1"), images.own("b", "2"));
        List<String> names = List.of(
                REGISTRY.reference(name + ":1"),
                REGISTRY.reference(name + "/second:1"),
                REGISTRY.reference(name + ":2"),
                OTHER.reference(name + ":1"));
        List<Published> published = push(image, names.toArray(String[]::new));

        assertEquals(4, published.size());
        for (String one : names) {
            assertEquals(one, image.descriptor().digest().hex(), sha256(Skopeo.manifest("docker://" + one)));
        }
        assertEquals(
                "the second repository takes its layers from the first",
                2,
                matching("POST", "&from=" + name + " 201").size());
        assertEquals(
                image.layers().stream().mapToLong(l -> l.descriptor().size()).sum(),
                published.stream()
                        .filter(p -> p.destination().contains("second"))
                        .findFirst()
                        .orElseThrow()
                        .mountedBytes());
    }

    @Test
    public void blobsThatTheRegistryHasLostAreSentAgain() throws IOException {
        Layer layer = images.own("a", "lost " + name);
        push(Images.of(layer, images.own("b", "2")), REGISTRY.reference(name + ":1"));
        String hex = layer.descriptor().digest().hex();
        Command.of(
                        "sh",
                        "-c",
                        "rm -r " + REGISTRY.storage() + "/docker/registry/v2/blobs/sha256/*/" + hex + " "
                                + REGISTRY.storage() + "/docker/registry/v2/repositories/" + name + "/_layers/sha256/"
                                + hex)
                .output();

        push(Images.of(layer, images.own("b", "3")), REGISTRY.reference(name + ":1"));
        assertTrue(Umoci.unpack(REGISTRY, name + ":1").entries().containsKey("a"));
    }

    @Test
    public void aDamagedLayerNeverArrives() throws IOException {
        Layer layer = images.own("a", "1");
        Files.write(Images.file(layer), new byte[(int) layer.descriptor().size()]);

        ServiceException e =
                assertThrows(ServiceException.class, () -> push(Images.of(layer), REGISTRY.reference(name + ":1")));
        assertTrue(e.getMessage(), e.getMessage().contains("is damaged"));
        assertEquals(List.of(), matching("PUT", "/manifests/"));
    }

    @Test(timeout = 60_000)
    public void interruptionStopsThePush() throws Exception {
        Thread main = Thread.currentThread();
        Layer endless =
                Images.read(Images.ofBase(null, "etc/passwd", "root"), blob -> new ByteArrayInputStream(new byte[0]) {
                    @Override
                    public synchronized int read(byte[] buffer, int offset, int length) {
                        main.interrupt();
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return -1;
                    }
                });
        assertThrows(CancellationException.class, () -> push(Images.of(endless), REGISTRY.reference(name + ":1")));
        assertTrue("the flag stays set", Thread.interrupted());
        assertEquals(List.of(), matching("PUT", "/manifests/"));
    }

    @Test
    public void aRegistryThatIsDownIsNamed() throws IOException {
        LocalRegistry down = new LocalRegistry().open();
        String reference = down.reference("app:1");
        down.close();
        RegistryOptions.Retries once = new RegistryOptions.Retries(1, Duration.ofMillis(1), Duration.ofMillis(1));
        try (RegistryClient client =
                        new RegistryClient(RegistryOptions.defaults().withRetries(once));
                Publisher publisher = publisher(client, reference)) {
            BuiltImage image = Images.of(images.own("a", "1"));
            ServiceException e = assertThrows(ServiceException.class, () -> publisher.publish(image));
            assertTrue(e.getMessage(), e.getMessage().contains(down.host()));
        }
    }

    private List<Published> push(BuiltImage image, String... names) {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults());
                Publisher publisher = publisher(client, names)) {
            image.layers().forEach(publisher::ready);
            return publisher.publish(image);
        }
    }

    private Publisher publisher(String... names) {
        return publisher(new RegistryClient(RegistryOptions.defaults()), names);
    }

    private Publisher publisher(RegistryClient client, String... names) {
        return new RegistryPublisher(
                new Output.Registry(List.of()),
                Stream.of(names).map(ImageReference::parse).toList(),
                client,
                CacheDirectory.open(cache),
                true,
                new PhaseTimer(Progress.NONE),
                Progress.NONE);
    }

    private static List<String> requests() {
        return REGISTRY.requests().stream().map(Object::toString).sorted().toList();
    }

    private static List<String> matching(String method, String part) {
        return requests().stream()
                .filter(request -> request.startsWith(method) && request.contains(part))
                .toList();
    }
}
