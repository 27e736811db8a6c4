package io.jenkins.containerbuild.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.registry.Repository.Arrival;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;

/** What a repository does, against a real registry. */
public class RepositoryTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final LocalRegistry OTHER = new LocalRegistry();

    private final RegistryClient client = new RegistryClient(RegistryOptions.defaults());

    @After
    public void close() {
        client.close();
    }

    @Test
    public void aBlobGoesInAndComesBack() throws Exception {
        byte[] content = random(1, 3_000_000);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        Repository repository = client.repository(REGISTRY.host(), "there/and/back");
        AtomicLong moved = new AtomicLong();

        assertFalse(repository.hasBlob(blob.digest()));
        assertEquals(Arrival.UPLOADED, upload(repository, blob, content, moved));
        assertEquals(content.length, moved.get());
        assertTrue(repository.hasBlob(blob.digest()));
        assertArrayEquals(content, repository.blob(blob).readAllBytes());
    }

    @Test
    public void aBlobThatIsThereIsNotSentAgain() {
        assertEquals(List.of("HEAD /v2/twice/blobs/DIGEST 200"), secondUpload(100_000));
    }

    /** One request finds it, or would have opened its upload. */
    @Test
    public void aSmallBlobThatIsThereIsNotSentAgainEither() {
        assertEquals(List.of("POST /v2/twice/blobs/uploads/?mount=DIGEST&from=twice 201"), secondUpload(1000));
    }

    private List<String> secondUpload(int size) {
        byte[] content = random(2, size);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        Repository repository = client.repository(REGISTRY.host(), "twice");
        upload(repository, blob, content, new AtomicLong());
        REGISTRY.forgetRequests();
        assertEquals(Arrival.PRESENT, upload(repository, blob, content, new AtomicLong()));
        return REGISTRY.requests().stream()
                .map(request -> request.toString().replace(blob.digest().toString(), "DIGEST"))
                .toList();
    }

    @Test
    public void theEmptyBlobIsABlob() throws Exception {
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, new byte[0]);
        Repository repository = client.repository(REGISTRY.host(), "empty");

        assertEquals(Arrival.UPLOADED, upload(repository, blob, new byte[0], new AtomicLong()));
        assertArrayEquals(new byte[0], repository.blob(blob).readAllBytes());
    }

    @Test
    public void aDigestMayBeKnownOnlyAtTheEnd() throws Exception {
        byte[] content = random(3, 200_000);
        Repository repository = client.repository(REGISTRY.host(), "streamed");

        Descriptor stored = repository.upload(MediaTypes.OCI_LAYER_GZIP, out -> out.write(content), sent -> {});

        assertEquals(Descriptor.of(MediaTypes.OCI_LAYER_GZIP, content), stored);
        assertArrayEquals(content, repository.blob(stored).readAllBytes());
    }

    @Test
    public void withinARegistryABlobIsMounted() {
        byte[] content = random(4, 5000);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        Repository base = client.repository(REGISTRY.host(), "base");
        Repository target = client.repository(REGISTRY.host(), "target");
        upload(base, blob, content, new AtomicLong());

        assertEquals(Arrival.MOUNTED, target.copy(blob, base, sent -> {}));
        assertTrue(target.hasBlob(blob.digest()));
    }

    @Test
    public void aRefusedMountIsFollowedByAnUploadInTheSessionThatItOpened() {
        byte[] content = random(6, 1000);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        Repository target = client.repository(REGISTRY.host(), "lonely");
        REGISTRY.forgetRequests();

        assertFalse(target.mount(blob.digest(), "nowhere"));
        upload(target, blob, content, new AtomicLong());

        assertTrue(target.hasBlob(blob.digest()));
        assertEquals(
                List.of("POST", "HEAD", "PUT", "HEAD"),
                REGISTRY.requests().stream().map(LocalRegistry.Request::method).toList());
    }

    @Test
    public void betweenRegistriesABlobIsPassedOn() throws Exception {
        byte[] content = random(5, 2_000_000);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        Repository base = client.repository(REGISTRY.host(), "base");
        Repository target = client.repository(OTHER.host(), "target");
        upload(base, blob, content, new AtomicLong());

        assertEquals(Arrival.UPLOADED, target.copy(blob, base, sent -> {}));
        assertArrayEquals(content, target.blob(blob).readAllBytes());
    }

    @Test
    public void aManifestGoesInUnderATagAndComesBackByTagAndDigest() {
        Repository repository = client.repository(REGISTRY.host(), "app");
        byte[] bytes = manifest(repository).toBytes();

        Digest digest = repository.putManifest("1.0", MediaTypes.OCI_MANIFEST, bytes);

        Descriptor expected = Descriptor.of(MediaTypes.OCI_MANIFEST, bytes);
        assertEquals(expected.digest(), digest);
        assertEquals(expected, repository.head("1.0").orElseThrow());
        assertEquals(expected, repository.manifest("1.0").descriptor());
        assertArrayEquals(bytes, repository.manifest(digest.toString()).bytes());
    }

    @Test
    public void aManifestThatIsNotThereIsTheUsersToMend() {
        Repository repository = client.repository(REGISTRY.host(), "app");

        assertTrue(repository.head("nope").isEmpty());
        assertTrue(repository.find("nope").isEmpty());
        InputException fault = assertThrows(InputException.class, () -> repository.manifest("nope"));
        assertEquals(REGISTRY.host() + " has no image app:nope; check name, tag and digest", fault.getMessage());
    }

    @Test
    public void tagsAreListed() {
        Repository repository = client.repository(REGISTRY.host(), "tagged");
        byte[] bytes = manifest(repository).toBytes();
        for (String tag : List.of("a", "b", "c")) {
            repository.putManifest(tag, MediaTypes.OCI_MANIFEST, bytes);
        }

        assertEquals(Set.of("a", "b", "c"), Set.copyOf(repository.tags()));
        assertEquals(List.of(), client.repository(REGISTRY.host(), "none").tags());
    }

    @Test
    public void tagsAreListedOverPages() {
        try (FaultyProxy registry = new FaultyProxy(0)) {
            registry.on("GET", "/v2/app/tags/list")
                    .answer(200, "{\"tags\":[\"a\",\"b\"]}", "Link: </v2/app/tags/list?last=b>; rel=\"next\"");
            registry.on("GET", "/v2/app/tags/list?last=b").answer(200, "{\"tags\":[\"c\"]}");

            assertEquals(
                    List.of("a", "b", "c"),
                    client.repository(registry.host(), "app").tags());
        }
    }

    @Test
    public void aListOfTagsWithoutEndIsNoticed() {
        try (FaultyProxy registry = new FaultyProxy(0)) {
            registry.on("GET", "/v2/app/tags/list")
                    .always()
                    .answer(200, "{\"tags\":[\"a\"]}", "Link: </v2/app/tags/list>; rel=\"next\"");

            ServiceException fault =
                    assertThrows(ServiceException.class, () -> client.repository(registry.host(), "app")
                            .tags());

            assertTrue(fault.getMessage(), fault.getMessage().contains("the list has more than 1000 pages"));
        }
    }

    private static Manifest manifest(Repository repository) {
        byte[] config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(UTF_8);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_CONFIG, config);
        upload(repository, blob, config, new AtomicLong());
        return new Manifest(MediaTypes.OCI_MANIFEST, blob, List.of(), Map.of());
    }

    private static Arrival upload(Repository repository, Descriptor blob, byte[] content, AtomicLong moved) {
        return repository.upload(blob, () -> new ByteArrayInputStream(content), moved::set);
    }

    private static byte[] random(int seed, int length) {
        byte[] content = new byte[length];
        new Random(seed).nextBytes(content);
        return content;
    }
}
