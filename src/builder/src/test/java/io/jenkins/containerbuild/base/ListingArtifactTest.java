package io.jenkins.containerbuild.base;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The listing beside the image, in a real registry: each agent is a cache of its own. */
public class ListingArtifactTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final RegistryClient client = new RegistryClient(RegistryOptions.defaults());
    private final List<String> notes = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void note(String message) {
            notes.add(message);
        }
    };
    private LayoutImage layout;

    @Before
    public void base() {
        Path place = folder.getRoot().toPath().resolve("layout");
        new ImageFixture()
                .folder("opt", 02710, 1234, 50)
                .file("etc/passwd", 0644, 0, 0, "app:x:7:7\n")
                .layer()
                .file("opt/app", 0755, 0, 0, "app")
                .write(place, "base");
        layout = new LayoutImage(place);
    }

    @After
    public void close() {
        client.close();
    }

    private Repository repository(String name) {
        return client.repository(REGISTRY.host(), name);
    }

    /** A build on an agent; gives the owner that it finds for /opt. */
    private long build(String agent, Optional<Repository> target) throws IOException {
        try (CacheDirectory cache =
                CacheDirectory.open(folder.getRoot().toPath().resolve(agent))) {
            BaseFiles files = BaseFiles.of(layout.image(), cache, target, progress);
            try (InputStream users =
                    files.find("etc/passwd").orElseThrow().content().open()) {
                assertEquals("app:x:7:7\n", new String(users.readAllBytes(), StandardCharsets.UTF_8));
            }
            assertTrue(files.find("opt/app").isPresent());
            return files.find("opt").orElseThrow().uid();
        }
    }

    @Test
    public void theNextAgentReadsNoLayer() throws IOException {
        Optional<Repository> target = Optional.of(repository("team/app"));
        assertEquals(1234, build("one", target));
        assertEquals("the first agent reads each layer once", 2, layout.read.size());
        assertEquals(1234, build("two", target));
        assertEquals("the next one reads none", 2, layout.read.size());
        REGISTRY.forgetRequests();
        build("one", target);
        build("two", target);
        assertEquals("and who knows it asks nobody", List.of(), REGISTRY.requests());
        List<String> tags = REGISTRY.tags("team/app");
        assertEquals(1, tags.size());
        assertTrue(tags.get(0), tags.get(0).matches("cb-index-[0-9a-f]{40}"));
        assertEquals(List.of(), notes);
    }

    @Test
    public void anAgentThatDidNotPushKeepsItLater() throws IOException {
        Optional<Repository> target = Optional.of(repository("team/later"));
        build("one", Optional.empty());
        build("one", target);
        assertEquals(2, layout.read.size());
        build("two", target);
        assertEquals(2, layout.read.size());
    }

    /** Who may push to one repository must not decide what is built for another, on an agent that builds for both. */
    @Test
    public void listingIsAcceptedOnlyForItsOwnRepository() throws IOException {
        build("one", Optional.of(repository("team/theirs")));
        build("shared", Optional.of(repository("team/theirs")));
        assertEquals("theirs has the listing", 2, layout.read.size());
        build("shared", Optional.of(repository("team/ours")));
        assertEquals("ours is built of the layers themselves", 4, layout.read.size());
        build("two", Optional.of(repository("team/ours")));
        assertEquals("and has a listing of its own", 4, layout.read.size());
    }

    @Test
    public void invalidListingIsIgnored() throws IOException {
        Repository repository = repository("team/hostile");
        Descriptor first = layout.image().manifest().layers().get(0);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 300; i++) {
                gzip.write(new byte[1 << 20]);
            }
        }
        List<byte[]> contents =
                List.of(new byte[] {1, 2, 3}, squeezed(new byte[0]), squeezed(new byte[5000]), bomb.toByteArray());
        for (int i = 0; i < contents.size(); i++) {
            Map<String, String> annotations =
                    Map.of("io.jenkins.container-build.layer", first.digest().toString());
            Descriptor plain = upload(repository, ListingArtifact.LISTING_TYPE, contents.get(i));
            put(repository, new Descriptor(plain.mediaType(), plain.digest(), plain.size(), annotations, null));
            notes.clear();
            assertEquals(1234, build("agent" + i, Optional.of(repository)));
            assertEquals("the layers are read instead", 2 * (i + 1), layout.read.size());
            assertTrue(
                    notes.toString(),
                    notes.get(0).startsWith("the listing of the base in " + repository.fullName() + ":cb-index-"));
        }
        put(repository, upload(repository, MediaTypes.OCI_LAYER, new byte[] {4}));
        assertEquals(1234, build("last", Optional.of(repository)));
    }

    private void put(Repository repository, Descriptor listing) throws IOException {
        Descriptor config = upload(repository, ListingArtifact.CONFIG_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        Manifest manifest = new Manifest(MediaTypes.OCI_MANIFEST, config, List.of(listing), Map.of());
        String tag = new ListingArtifact(layout.image(), null, progress).tag();
        repository.putManifest(tag, manifest.mediaType(), manifest.toBytes());
    }

    private static Descriptor upload(Repository repository, String type, byte[] bytes) {
        Descriptor blob = Descriptor.of(type, bytes);
        repository.upload(blob, () -> new ByteArrayInputStream(bytes), moved -> {});
        return blob;
    }

    private static byte[] squeezed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    public void aRegistryThatDoesNotAnswerDoesNotEndTheBuild() throws IOException {
        RegistryClient nowhere = new RegistryClient(RegistryOptions.defaults());
        Repository dead = nowhere.repository("127.0.0.1:1", "team/app");
        assertEquals(1234, build("one", Optional.of(dead)));
        assertEquals(2, layout.read.size());
        assertTrue(notes.toString(), notes.get(0).contains("127.0.0.1:1/team/app"));
        nowhere.close();
    }
}
