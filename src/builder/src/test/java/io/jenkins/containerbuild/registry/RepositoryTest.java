package io.jenkins.containerbuild.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.registry.Repository.Arrival;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    public void withinARegistryABlobIsMounted() {
        byte[] content = random(4, 5000);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        Repository base = client.repository(REGISTRY.host(), "base");
        Repository target = client.repository(REGISTRY.host(), "target");
        upload(base, blob, content, new AtomicLong());

        assertTrue(target.mount(blob.digest(), "base"));
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
