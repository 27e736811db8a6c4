package io.jenkins.containerbuild.base;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** From names to pinned images, against a real registry. */
public class BaseResolverTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");
    private static final Platform ARM64 = Platform.parse("linux/arm64");

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final RegistryClient client = new RegistryClient(RegistryOptions.defaults());
    private final List<String> warnings = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void warning(String message) {
            warnings.add(message);
        }
    };
    private CacheDirectory cache;

    @Before
    public void openCache() {
        cache = CacheDirectory.open(folder.getRoot().toPath().resolve("cache"));
    }

    @After
    public void close() {
        client.close();
        cache.close();
    }

    @Test
    public void tagIsResolvedToDigestAndConfiguration() {
        String name = fixture().push(REGISTRY, "base/plain:1");

        BaseImage base = resolve(name, AMD64);

        assertEquals(name, base.requested());
        assertEquals(client.repository(ImageReference.parse(name)).head("1").orElseThrow(), plain(base.descriptor()));
        assertEquals(name + "@" + base.descriptor().digest(), base.reference().toString());
        assertTrue(base.config().container().strings("Env").contains("A=b"));
        assertEquals(1, base.manifest().layers().size());
    }

    @Test
    public void digestsOfOneRepositoryAreDifferentImages() {
        String one = fixture().push(REGISTRY, "base/several:1");
        String two = fixture().config("Env", List.of("B=2")).push(REGISTRY, "base/several:2");
        List<String> pinned = List.of(one, two).stream()
                .map(name -> REGISTRY.reference("base/several@")
                        + resolve(name, AMD64).descriptor().digest())
                .toList();
        BaseResolver resolver = resolver();
        for (String name :
                List.of(pinned.get(0), pinned.get(1), one + pinned.get(1).replaceFirst(".*@", "@"))) {
            String digest = resolver.resolve(BaseResolver.Wanted.of(name, AMD64))
                    .descriptor()
                    .digest()
                    .toString();
            assertTrue(name + " is " + digest, name.endsWith("@" + digest));
        }
    }

    @Test
    public void aWarmBuildAsksOnceForTheTagAndReadsNothing() {
        String name = fixture().push(REGISTRY, "base/warm:1");
        resolve(name, AMD64);
        REGISTRY.forgetRequests();

        resolve(name, AMD64);

        assertEquals(List.of("HEAD /v2/base/warm/manifests/1 200"), requests());
    }

    @Test
    public void aWarmBuildAsksForNoDigestAtAll() {
        String name = fixture().push(REGISTRY, "base/pinned:1");
        String pinned = resolve(name, AMD64).reference().toString();
        resolve(pinned, AMD64);
        REGISTRY.forgetRequests();

        assertEquals(pinned, resolve(pinned, AMD64).reference().toString());
        assertEquals(List.of(), requests());
    }

    @Test
    public void aTagIsPinnedOnceInABuild() {
        String name = fixture().push(REGISTRY, "base/moving:1");
        BaseResolver build = resolver();
        BaseImage before = build.resolve(BaseResolver.Wanted.of(name, AMD64));

        fixture().config("User", "1").push(REGISTRY, "base/moving:1");

        assertEquals(
                before.descriptor(),
                build.resolve(BaseResolver.Wanted.of(name, AMD64)).descriptor());
        assertTrue(!before.descriptor().equals(resolve(name, AMD64).descriptor()));
    }

    @Test
    public void anIndexGivesTheImageOfThePlatform() {
        String index = index("base/multi", AMD64, ARM64);

        BaseImage base = resolve(index, ARM64);

        assertEquals(ARM64, base.config().platform());
        assertEquals(
                "pinned by the digest of the index",
                client.repository(ImageReference.parse(index))
                        .head("1")
                        .orElseThrow()
                        .digest(),
                base.reference().digest());
        InputException fault =
                assertThrows(InputException.class, () -> resolve(index, Platform.parse("linux/riscv64")));
        assertEquals(
                "the image " + index + " is not available for linux/riscv64 (its index lists linux/amd64, linux/arm64)",
                fault.getMessage());
    }

    @Test
    public void anImageForAnotherPlatformIsTakenWithAWarning() {
        String name = fixture().push(REGISTRY, "base/other:1");

        resolve(name, ARM64);

        assertEquals(List.of("the image " + name + " is for linux/amd64, but this build is for linux/arm64"), warnings);
    }

    @Test
    public void dockersSchema2IsRead() {
        String name = fixture().push(REGISTRY, "base/oci:1");
        String docker = REGISTRY.reference("base/docker:1");
        Skopeo.copy("docker://" + name, "docker://" + docker, "--format=v2s2");

        BaseImage base = resolve(docker, AMD64);

        assertEquals(MediaTypes.DOCKER_MANIFEST, base.manifest().mediaType());
        assertEquals(resolve(name, AMD64).config().diffIds(), base.config().diffIds());
    }

    @Test
    public void aBaseThatIsNotThereIsTheUsersToMend() {
        String name = REGISTRY.reference("base/none:1");

        InputException fault = assertThrows(InputException.class, () -> resolve(name, AMD64));

        assertEquals("the image " + name + " does not exist; check its name and tag", fault.getMessage());
    }

    @Test
    public void aDigestOfALayerIsNoImageThoughTheCacheHasIt() throws Exception {
        String name = fixture().push(REGISTRY, "base/layered:1");
        BaseImage base = resolve(name, AMD64);
        read(base, base.manifest().layers().get(0));
        String layer =
                name.replaceFirst(":1$", "@" + base.manifest().layers().get(0).digest());

        // Distribution answers 500, others 404.
        assertThrows(BuildException.class, () -> resolve(layer, AMD64));
    }

    @Test
    public void aNameThatIsNoneIsTheUsersToMend() {
        InputException fault = assertThrows(InputException.class, () -> resolve("Base/Image", AMD64));

        assertTrue(fault.getMessage(), fault.getMessage().contains("not an image name"));
    }

    @Test
    public void severalBasesAreFoundAtOnce() {
        List<BaseResolver.Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            wanted.add(
                    BaseResolver.Wanted.of(fixture().config("User", "u" + i).push(REGISTRY, "base/many:" + i), AMD64));
        }

        Map<BaseResolver.Wanted, BaseImage> found = resolver().resolveAll(wanted);

        assertEquals(wanted, List.copyOf(found.keySet()));
        found.forEach((one, image) -> assertEquals(one.name(), image.requested()));
        assertEquals("u7", found.get(wanted.get(7)).config().container().string("User"));
    }

    @Test
    public void layersComeFromAfarOnceAndThenFromTheCache() throws Exception {
        String name = fixture().push(REGISTRY, "base/layers:1");
        BaseImage base = resolve(name, AMD64);
        Descriptor layer = base.manifest().layers().get(0);
        byte[] first = read(base, layer);
        REGISTRY.forgetRequests();

        assertArrayEquals(first, read(resolve(name, AMD64), layer));
        assertTrue(REGISTRY.requests().stream().noneMatch(LocalRegistry.Request::isBlob));
    }

    @Test
    public void aDamagedLayerInTheCacheComesFromAfarAgain() throws Exception {
        BaseImage base = resolve(fixture().push(REGISTRY, "base/damaged:1"), AMD64);
        Descriptor layer = base.manifest().layers().get(0);
        byte[] right = read(base, layer);
        Path kept =
                cache.find(Shelf.BLOBS, CacheDirectory.blobName(layer.digest())).orElseThrow();
        byte[] wrong = right.clone();
        wrong[wrong.length / 2] ^= 1;
        Files.write(kept, wrong);

        assertArrayEquals(right, read(base, layer));
        assertArrayEquals("and the cache is mended", right, Files.readAllBytes(kept));
    }

    @Test
    public void aLayerThatIsNotReadToItsEndIsNotKept() throws Exception {
        BaseImage base = resolve(fixture().push(REGISTRY, "base/partly:1"), AMD64);
        Descriptor layer = base.manifest().layers().get(0);

        try (InputStream in = base.layers().open(layer)) {
            in.read();
        }

        assertTrue(
                cache.find(Shelf.BLOBS, CacheDirectory.blobName(layer.digest())).isEmpty());
    }

    @Test
    public void imageOfANamedContextKeepsTheNameOfTheDockerfile() {
        String real = fixture().push(REGISTRY, "base/real:1");
        BaseImage base = resolver().resolve(wanted("alpine", "docker-image://" + real));
        assertEquals("alpine", base.requested());
        assertEquals(real, base.reference().withDigest(null).toString());
    }

    @Test
    public void anOciLayoutOnDiskIsABase() throws Exception {
        Path layout = folder.newFolder("layout").toPath();
        fixture().write(layout, "v1");

        for (String place : List.of(layout + ":v1", layout.toString())) {
            BaseImage base = resolver().resolve(wanted("disk", "oci-layout://" + place));
            assertEquals(null, base.reference());
            assertTrue(base.config().container().strings("Env").contains("A=b"));
            assertTrue(read(base, base.manifest().layers().get(0)).length > 0);
        }
    }

    @Test
    public void anIndexOrManifestOfAnySizeIsNotRead() throws Exception {
        Path layout = folder.newFolder("layout").toPath();
        fixture().write(layout, "v1");
        BaseResolver resolver = resolver();
        BaseResolver.Wanted wanted = wanted("disk", "oci-layout://" + layout);
        Path index = layout.resolve("index.json");
        String sound = Files.readString(index);
        Files.writeString(index, sound.replaceFirst("\"size\":[0-9]+", "\"size\":" + (1L << 40)));
        InputException manifest = assertThrows(InputException.class, () -> resolver.resolve(wanted));
        assertTrue(
                manifest.getMessage(), manifest.getMessage().contains(" has 1099511627776 bytes, more than 4194304"));
        Files.writeString(index, " ".repeat(5 << 20) + sound);
        BaseResolver other = resolver();
        InputException large = assertThrows(InputException.class, () -> other.resolve(wanted));
        assertTrue(large.getMessage(), large.getMessage().contains("index.json: it has more than 4194304 bytes"));
    }

    @Test
    public void anOciLayoutWithoutTheTagIsTheUsersToMend() throws Exception {
        Path layout = folder.newFolder("layout").toPath();
        fixture().write(layout, "v1");
        String place = "oci-layout://" + layout + ":v2";

        InputException fault =
                assertThrows(InputException.class, () -> resolver().resolve(wanted("disk", place)));

        assertEquals("the image disk does not exist (" + place + "); check its name and tag", fault.getMessage());
    }

    @Test
    public void aDamagedOciLayoutIsNoticed() throws Exception {
        Path layout = folder.newFolder("layout").toPath();
        fixture().write(layout, "v1");
        BaseImage base = resolver().resolve(wanted("disk", "oci-layout://" + layout));
        Descriptor layer = base.manifest().layers().get(0);
        Path blob = layout.resolve("blobs/sha256").resolve(layer.digest().hex());
        byte[] wrong = Files.readAllBytes(blob);
        wrong[20] ^= 1;
        Files.write(blob, wrong);

        Exception fault = assertThrows(java.io.IOException.class, () -> read(base, layer));

        assertTrue(
                fault.getMessage(),
                fault.getMessage().startsWith("blob " + layer.digest() + " is damaged: its digest is"));
    }

    /** What a stranger's FROM leaves in an agent's cache is what its digest stands for, or nothing. */
    @Test
    public void layerWithAWrongDigestIsNotCached() throws Exception {
        ImageFixture honest = new ImageFixture()
                .folder("opt", 0755, 1234, 50)
                .file("etc/passwd", 0644, 0, 0, "app:x:7:7\n")
                .file("filler", 0644, 0, 0, "what makes it longer than the lie");
        String name = honest.push(REGISTRY, "base/honest:1");
        LocalRegistry evil = new LocalRegistry().open();
        try {
            BaseImage claimed = resolve(honest.push(evil, "evil/base:1"), AMD64);
            BaseImage lie = resolve(
                    new ImageFixture()
                            .folder("opt", 0755, 0, 0)
                            .file("etc/passwd", 0644, 0, 0, "app:x:0:0\n")
                            .push(evil, "evil/lie:1"),
                    AMD64);
            Descriptor layer = claimed.manifest().layers().get(0);
            String hex = layer.digest().hex();
            Files.write(
                    evil.storage()
                            .resolve("docker/registry/v2/blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data"),
                    padded(read(lie, lie.manifest().layers().get(0)), (int) layer.size()));
            for (int i = 0; i < 2; i++) {
                String fault = assertThrows(
                                ServiceException.class, () -> BaseFiles.of(claimed, cache, Optional.empty(), progress)
                                        .find("opt"))
                        .getMessage();
                assertTrue(fault, fault.contains("its digest is sha256:"));
                assertThrows(ServiceException.class, () -> read(claimed, layer));
            }

            BaseImage base = resolve(name, AMD64);
            assertEquals(layer.digest(), base.manifest().layers().get(0).digest());
            BaseFiles files = BaseFiles.of(base, cache, Optional.empty(), progress);
            assertEquals(1234, files.find("opt").orElseThrow().uid());
            try (InputStream users =
                    files.find("etc/passwd").orElseThrow().content().open()) {
                assertEquals("app:x:7:7\n", new String(users.readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            evil.close();
        }
    }

    /** The same by gzip, with a field of its header (RFC 1952, FEXTRA) that gives it a length. */
    private static byte[] padded(byte[] gzip, int length) {
        int extra = length - gzip.length - 2;
        ByteBuffer padded = ByteBuffer.allocate(length).put(gzip, 0, 10);
        padded.put(3, (byte) 4).put((byte) extra).put((byte) (extra >> 8)).position(12 + extra);
        return padded.put(gzip, 10, gzip.length - 10).array();
    }

    private BaseImage resolve(String name, Platform platform) {
        return resolver().resolve(BaseResolver.Wanted.of(name, platform));
    }

    private static BaseResolver.Wanted wanted(String name, String value) {
        return new BaseResolver.Wanted(name, NamedContext.parse(name, value), AMD64);
    }

    private BaseResolver resolver() {
        return new BaseResolver(client, cache, new PhaseTimer(progress), progress);
    }

    private static ImageFixture fixture() {
        return new ImageFixture().file("etc/motd", 0644, 0, 0, "hello\n").config("Env", List.of("A=b"));
    }

    private String index(String repository, Platform... platforms) {
        List<Object> manifests = new ArrayList<>();
        for (Platform platform : platforms) {
            String name = fixture()
                    .architecture(platform.architecture())
                    .push(REGISTRY, repository + ":" + platform.architecture());
            Descriptor one = resolve(name, platform).descriptor();
            manifests.add(new Descriptor(one.mediaType(), one.digest(), one.size(), Map.of(), platform)
                    .toJson()
                    .members());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaTypes.OCI_INDEX);
        json.put("manifests", manifests);
        client.repository(REGISTRY.host(), repository)
                .putManifest("1", MediaTypes.OCI_INDEX, new JsonObject(json).toBytes());
        return REGISTRY.reference(repository + ":1");
    }

    private static Descriptor plain(Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private static byte[] read(BaseImage base, Descriptor layer) throws Exception {
        try (InputStream in = base.layers().open(layer)) {
            return in.readAllBytes();
        }
    }

    private static List<String> requests() {
        return REGISTRY.requests().stream().map(Object::toString).toList();
    }
}
