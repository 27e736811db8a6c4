package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.registry.Ask.Access;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** One repository of a registry. Safe for several threads. Everything that it gives was checked against its digest and size. */
public final class Repository {
    /** Registries take manifests up to 4 MiB (OCI distribution specification, pushing manifests). */
    private static final int LARGEST_MANIFEST = 4 << 20;

    /**
     * Bytes up to which a blob is not looked for but mounted from the repository itself: one request that finds it or opens its upload. A
     * registry that never mounts gets it again, which costs less than asking.
     */
    private static final int SMALL = 64 << 10;

    private static final String ACCEPT = String.join(
            ", ", MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_LIST, MediaTypes.DOCKER_MANIFEST);

    private final Session session;
    private final String name;
    private final Access access;

    /** Upload sessions that refused mounts have opened. */
    private final Map<Digest, Address> opened = new ConcurrentHashMap<>();

    /** @param access that reading asks for; with {@link Access#PUSH} the repository need not exist yet */
    Repository(Session session, String name, Access access) {
        this.session = session;
        this.name = name;
        this.access = access;
    }

    /** How a blob came to be in the repository. */
    public enum Arrival {
        PRESENT,
        MOUNTED,
        UPLOADED
    }

    /** Opens a blob's bytes from the start; may be called again after a fault. */
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
     * Describes the manifest or index of a tag or digest, or gives empty if there is none. Registries that answer HEAD incompletely or not
     * at all are asked for the manifest itself.
     */
    public Optional<Descriptor> head(String tagOrDigest) {
        Ask ask = manifestAsk(tagOrDigest, "HEAD");
        Backoff backoff = session.newBackoff();
        for (Optional<Response> answer = session.attempt(ask); answer.isPresent(); answer = session.attempt(ask)) {
            try (Response response = answer.get()) {
                if (isMissing(response, ask)) {
                    return Optional.empty();
                }
                if (response.status() != 429) {
                    Optional<Descriptor> described = ManifestResponse.described(response, tagOrDigest);
                    return described.isPresent() ? described : find(tagOrDigest).map(FetchedManifest::descriptor);
                }
                // A GET would count against the same limit.
                if (!backoff.pause(RetryAfter.milliseconds(response))) {
                    throw session.failure(ask).answered(response, backoff.attempts());
                }
            }
        }
        return find(tagOrDigest).map(FetchedManifest::descriptor);
    }

    private static boolean isMissing(Response response, Ask ask) {
        int status = response.status();
        return status == 404 || ask.readsTarget() && (status == 401 || status == 403);
    }

    /**
     * Reads the manifest or index of a tag or digest.
     *
     * @throws InputException where there is none
     */
    public FetchedManifest manifest(String tagOrDigest) {
        return find(tagOrDigest)
                .orElseThrow(() -> new InputException(registry() + " has no image "
                        + (tagOrDigest.contains(":") ? name + "@" + tagOrDigest : name + ":" + tagOrDigest)
                        + "; check name, tag and digest"));
    }

    /** Reads the manifest or index of a tag or digest, or gives empty where there is none. */
    public Optional<FetchedManifest> find(String tagOrDigest) {
        Ask ask = manifestAsk(tagOrDigest, "GET");
        return session.send(ask, response -> {
            if (isMissing(response, ask)) {
                return Optional.empty();
            }
            expectSuccess(response, ask);
            byte[] bytes = response.bytes(LARGEST_MANIFEST + 1);
            if (bytes.length > LARGEST_MANIFEST) {
                throw session.failure(ask).wrong("the manifest has more than " + LARGEST_MANIFEST + " bytes");
            }
            Optional<Digest> announced = ManifestResponse.digest(
                    response.header("Docker-Content-Digest").orElse(""));
            String promised = tagOrDigest.contains(":")
                    ? tagOrDigest
                    : announced.map(Digest::toString).orElse("");
            return Optional.of(
                    new FetchedManifest(verified(ask, promised, ManifestResponse.mediaType(response), bytes), bytes));
        });
    }

    private Descriptor verified(Ask ask, String promised, String mediaType, byte[] bytes) {
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
            throw session.failure(ask).wrong(e.getMessage());
        }
    }

    private Ask manifestAsk(String tagOrDigest, String method) {
        Address address = session.endpoint().address(name + "/manifests/" + tagOrDigest);
        Request request = new Request(method, address, Map.of("Accept", ACCEPT), null);
        return new Ask("read manifest " + tagOrDigest, name, access, request);
    }

    /** An image's configuration, whole; one of more than {@link ImageConfig#LARGEST} bytes is a {@link io.jenkins.containerbuild.fault.ServiceException}. */
    public byte[] config(Descriptor config) {
        Ask ask = blobAsk(config);
        if (config.size() > ImageConfig.LARGEST) {
            throw session.failure(ask)
                    .wrong("the configuration has " + config.size() + " bytes, more than " + ImageConfig.LARGEST);
        }
        try (BlobStream in = new BlobStream(session, ask, config, true)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw session.failure(ask).network(e, 1);
        }
    }

    /** The blob's bytes; a cut is mended by asking for the rest. Reading past a wrong size or to a wrong digest throws. */
    public InputStream blob(Descriptor blob) {
        return new BlobStream(session, blobAsk(blob), blob, false);
    }

    private Ask blobAsk(Descriptor blob) {
        return new Ask("read blob " + blob.digest(), name, Access.PULL, Request.get(blobAddress(blob.digest())));
    }

    /** Whether the repository has the blob. */
    public boolean hasBlob(Digest digest) {
        Ask ask = new Ask("look for blob " + digest, name, access, Request.head(blobAddress(digest)));
        Optional<Response> answer = session.attempt(ask);
        if (answer.isPresent()) {
            try (Response response = answer.get()) {
                if (response.isSuccess() || isMissing(response, ask)) {
                    return response.isSuccess();
                }
            }
        }
        Ask whole = new Ask(ask.action(), name, access, Request.get(blobAddress(digest)));
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
     * Takes a blob over from another repository of the same registry. False if the registry does not, for whatever reason: the blob can be
     * uploaded instead.
     */
    public boolean mount(Digest digest, String from) {
        Address address = session.endpoint().address(name + "/blobs/uploads/?mount=" + digest + "&from=" + from);
        String source = from.equals(name) ? "" : from;
        Ask ask = new Ask("mount blob " + digest, name, Access.PUSH, source, Request.post(address));
        Optional<Response> answer = session.attempt(ask);
        if (answer.isEmpty()) {
            return false;
        }
        try (Response response = answer.get()) {
            // Some registries open an upload with 201, too.
            if (response.status() == 201
                    && response.header("Docker-Upload-UUID").isEmpty()) {
                return true;
            }
            if (response.isSuccess()) {
                opened.put(digest, Upload.location(address, response));
            }
        } catch (IOException e) {
            // No upload session to go on with; the upload opens its own.
        }
        return false;
    }

    /**
     * Brings in a blob, unless it is there.
     *
     * @param moved hears how many bytes have gone out so far; less than before after a restart
     */
    public Arrival upload(Descriptor blob, BlobOpener opener, LongConsumer moved) {
        boolean small = blob.size() <= SMALL && !opened.containsKey(blob.digest());
        if (small ? mount(blob.digest(), name) : hasBlob(blob.digest())) {
            return Arrival.PRESENT;
        }
        return uploadAnyway(blob, opener, moved);
    }

    /** Brings in a blob without asking whether it is there. */
    public Arrival uploadAnyway(Descriptor blob, BlobOpener opener, LongConsumer moved) {
        new Upload(session, name).send(blob, opener, moved, opened.remove(blob.digest()));
        return Arrival.UPLOADED;
    }

    /** Stores a manifest or index under a tag or its digest. */
    public Digest putManifest(String tagOrDigest, String mediaType, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        Address address = session.endpoint().address(name + "/manifests/" + tagOrDigest);
        Ask ask = new Ask(
                "store manifest " + tagOrDigest,
                name,
                Access.PUSH,
                Request.put(address, mediaType, new Request.Bytes(bytes)));
        try (Response response = session.send(ask)) {
            expectSuccess(response, ask);
            String stored = response.header("Docker-Content-Digest").orElse(digest.toString());
            if (!stored.equals(digest.toString())) {
                throw session.failure(ask).wrong("the registry stored " + stored + ", not " + digest);
            }
        }
        return digest;
    }

    private void expectSuccess(Response response, Ask ask) {
        if (!response.isSuccess()) {
            throw session.failure(ask).answered(response, 1);
        }
    }
}
