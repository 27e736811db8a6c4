package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.registry.RegistryCall.Access;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * A repository in a registry. Thread-safe. All content that is returned has been verified against its digest and size.
 */
public final class Repository {
    /** Maximum size of a manifest in bytes (OCI distribution specification, pushing manifests). */
    private static final int LARGEST_MANIFEST = 4 << 20;

    /**
     * Maximum size in bytes of blobs for which a mount from the same repository replaces the HEAD request: this one
     * request finds the blob or opens an upload session. A registry that does not support mounts receives an existing
     * blob again, which costs less than another request.
     */
    private static final int SMALL = 64 << 10;

    private static final String ACCEPT = String.join(
            ", ", MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_LIST, MediaTypes.DOCKER_MANIFEST);

    private final Session session;
    private final String name;
    private final Access access;

    /** Upload sessions that the registry opened instead of mounting a blob. */
    private final Map<Digest, Address> opened = new ConcurrentHashMap<>();

    /** @param access the access to request for reading; with {@link Access#PUSH} the repository need not exist yet */
    Repository(Session session, String name, Access access) {
        this.session = session;
        this.name = name;
        this.access = access;
    }

    /** How a blob got into the repository. */
    public enum Arrival {
        PRESENT,
        MOUNTED,
        UPLOADED
    }

    /** Opens the content of a blob. May be called again after a failure. */
    @FunctionalInterface
    public interface BlobOpener {
        InputStream open() throws IOException;
    }

    /** {@code registry/repository}. */
    public String fullName() {
        return registry() + "/" + name;
    }

    public String registry() {
        return session.endpoint().registry();
    }

    public String name() {
        return name;
    }

    /**
     * Returns the descriptor of the manifest or index with a tag or digest; empty if there is none. If the response to
     * HEAD is missing or incomplete, the manifest itself is read.
     */
    public Optional<Descriptor> head(String tagOrDigest) {
        RegistryCall call = manifestCall(tagOrDigest, "HEAD");
        Backoff backoff = session.newBackoff();
        for (Optional<Response> answer = session.attempt(call); answer.isPresent(); answer = session.attempt(call)) {
            try (Response response = answer.get()) {
                if (isMissing(response, call)) {
                    return Optional.empty();
                }
                if (response.status() != 429) {
                    Optional<Descriptor> described = ManifestResponse.described(response, tagOrDigest);
                    return described.isPresent() ? described : find(tagOrDigest).map(FetchedManifest::descriptor);
                }
                // A GET would count against the same rate limit.
                if (!backoff.pause(RetryAfter.milliseconds(response))) {
                    throw session.failure(call).answered(response, backoff.attempts());
                }
            }
        }
        return find(tagOrDigest).map(FetchedManifest::descriptor);
    }

    private static boolean isMissing(Response response, RegistryCall call) {
        int status = response.status();
        return status == 404 || call.readsTarget() && (status == 401 || status == 403);
    }

    /**
     * Reads the manifest or index of a tag or digest.
     *
     * @throws InputException if there is none
     */
    public FetchedManifest manifest(String tagOrDigest) {
        return find(tagOrDigest)
                .orElseThrow(() -> new InputException(registry() + " has no image "
                        + (tagOrDigest.contains(":") ? name + "@" + tagOrDigest : name + ":" + tagOrDigest)
                        + "; check name, tag and digest"));
    }

    /** Reads the manifest or index of a tag or digest; empty if there is none. */
    public Optional<FetchedManifest> find(String tagOrDigest) {
        RegistryCall call = manifestCall(tagOrDigest, "GET");
        return session.send(call, response -> {
            if (isMissing(response, call)) {
                return Optional.empty();
            }
            expectSuccess(response, call);
            byte[] bytes = response.bytes(LARGEST_MANIFEST + 1);
            if (bytes.length > LARGEST_MANIFEST) {
                throw session.failure(call).wrong("the manifest has more than " + LARGEST_MANIFEST + " bytes");
            }
            Optional<Digest> announced = ManifestResponse.digest(
                    response.header("Docker-Content-Digest").orElse(""));
            String promised = tagOrDigest.contains(":")
                    ? tagOrDigest
                    : announced.map(Digest::toString).orElse("");
            return Optional.of(
                    new FetchedManifest(verified(call, promised, ManifestResponse.mediaType(response), bytes), bytes));
        });
    }

    private Descriptor verified(RegistryCall call, String promised, String mediaType, byte[] bytes) {
        try {
            Digest expected = promised.isEmpty() ? Digest.of(bytes) : Digest.parse(promised);
            MessageDigest digest = expected.newMessageDigest();
            digest.update(bytes);
            Digest actual = Digest.of(digest);
            if (!actual.equals(expected)) {
                throw new IllegalArgumentException("the manifest's digest is " + actual + ", not " + expected);
            }
            return new Descriptor(ManifestResponse.knownType(mediaType, bytes), expected, bytes.length);
        } catch (IllegalArgumentException e) {
            throw session.failure(call).wrong(e.getMessage());
        }
    }

    private RegistryCall manifestCall(String tagOrDigest, String method) {
        Address address = session.endpoint().address(name + "/manifests/" + tagOrDigest);
        Request request = new Request(method, address, Map.of("Accept", ACCEPT), null);
        return new RegistryCall("read manifest " + tagOrDigest, name, access, request);
    }

    /**
     * Reads the configuration of an image; throws a {@link ServiceException} if the configuration has more than {@link
     * ImageConfig#LARGEST} bytes.
     */
    public byte[] config(Descriptor config) {
        RegistryCall call = blobCall(config);
        if (config.size() > ImageConfig.LARGEST) {
            throw session.failure(call)
                    .wrong("the configuration has " + config.size() + " bytes, more than " + ImageConfig.LARGEST);
        }
        try (BlobStream in = new BlobStream(session, call, config, true)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw session.failure(call).network(e, 1);
        }
    }

    /** The content of a blob. Interrupted downloads are resumed. Reading throws if the size or the digest is wrong. */
    public InputStream blob(Descriptor blob) {
        return new BlobStream(session, blobCall(blob), blob, false);
    }

    private RegistryCall blobCall(Descriptor blob) {
        return new RegistryCall(
                "read blob " + blob.digest(), name, Access.PULL, Request.get(blobAddress(blob.digest())));
    }

    /** Whether the repository has the blob. */
    public boolean hasBlob(Digest digest) {
        RegistryCall call =
                new RegistryCall("look for blob " + digest, name, access, Request.head(blobAddress(digest)));
        Optional<Response> answer = session.attempt(call);
        if (answer.isPresent()) {
            try (Response response = answer.get()) {
                if (response.isSuccess() || isMissing(response, call)) {
                    return response.isSuccess();
                }
            }
        }
        RegistryCall whole = new RegistryCall(call.action(), name, access, Request.get(blobAddress(digest)));
        return session.send(whole, response -> {
            if (!isMissing(response, whole)) {
                expectSuccess(response, whole);
            }
            return response.isSuccess();
        });
    }

    private Address blobAddress(Digest digest) {
        return session.endpoint().address(name + "/blobs/" + digest);
    }

    /**
     * Mounts a blob from another repository of the same registry. Returns false if the registry did not mount the blob
     * for any reason; the caller must then upload the blob.
     */
    public boolean mount(Digest digest, String from) {
        Address address = session.endpoint().address(name + "/blobs/uploads/?mount=" + digest + "&from=" + from);
        String source = from.equals(name) ? "" : from;
        RegistryCall call = new RegistryCall("mount blob " + digest, name, Access.PUSH, source, Request.post(address));
        Optional<Response> answer = session.attempt(call);
        if (answer.isEmpty()) {
            return false;
        }
        try (Response response = answer.get()) {
            // Some registries send 201 even if they open an upload session instead of mounting the blob.
            if (response.status() == 201
                    && response.header("Docker-Upload-UUID").isEmpty()) {
                return true;
            }
            if (response.isSuccess()) {
                opened.put(digest, Upload.location(address, response));
            }
        } catch (IOException e) {
            // The response contains no upload session, so the upload opens one itself.
        }
        return false;
    }

    /**
     * Uploads a blob, unless the repository has it.
     *
     * @param moved receives the number of bytes sent so far, which decreases when the upload starts again
     */
    public Arrival upload(Descriptor blob, BlobOpener opener, LongConsumer moved) {
        boolean small = blob.size() <= SMALL && !opened.containsKey(blob.digest());
        if (small ? mount(blob.digest(), name) : hasBlob(blob.digest())) {
            return Arrival.PRESENT;
        }
        return uploadAnyway(blob, opener, moved);
    }

    /** Uploads a blob without checking whether the repository has it. */
    public Arrival uploadAnyway(Descriptor blob, BlobOpener opener, LongConsumer moved) {
        new Upload(session, name).send(blob, opener, moved, opened.remove(blob.digest()));
        return Arrival.UPLOADED;
    }

    /** Stores a manifest or index under a tag or its digest. */
    public Digest putManifest(String tagOrDigest, String mediaType, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        Address address = session.endpoint().address(name + "/manifests/" + tagOrDigest);
        RegistryCall call = new RegistryCall(
                "store manifest " + tagOrDigest,
                name,
                Access.PUSH,
                Request.put(address, mediaType, new Request.Bytes(bytes)));
        try (Response response = session.send(call)) {
            expectSuccess(response, call);
            String stored = response.header("Docker-Content-Digest").orElse(digest.toString());
            if (!stored.equals(digest.toString())) {
                throw session.failure(call).wrong("the registry stored " + stored + ", not " + digest);
            }
        }
        return digest;
    }

    private void expectSuccess(Response response, RegistryCall call) {
        if (!response.isSuccess()) {
            throw session.failure(call).answered(response, 1);
        }
    }
}
