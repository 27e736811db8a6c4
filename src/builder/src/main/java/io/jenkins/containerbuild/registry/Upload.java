package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.registry.RegistryCall.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Uploads blobs (OCI distribution specification, pushing blobs): a POST opens an upload session, one PUT sends the
 * whole blob. After an interruption the whole blob is sent again, because CNCF Distribution does not resume such
 * sessions ("upload resumed at wrong offset").
 */
final class Upload {
    private static final String BYTES = "application/octet-stream";

    private final Session session;
    private final String repository;

    Upload(Session session, String repository) {
        this.session = session;
        this.repository = repository;
    }

    /**
     * Uploads a blob. After a failure, sends it again in a new upload session.
     *
     * @param opened location of an upload session that is already open, or null if there is none
     */
    void send(Descriptor blob, Repository.BlobOpener opener, LongConsumer moved, Address opened) {
        String action = "upload blob " + blob.digest();
        Request.Body body = new Known(blob, opener, moved);
        Backoff backoff = session.newBackoff();
        Address location = opened == null ? begin(action) : opened;
        while (true) {
            Request put = Request.put(location.with("digest=" + blob.digest()), BYTES, body);
            RegistryCall call = new RegistryCall(action, repository, Access.PUSH, put);
            try (Response response = session.once(call)) {
                if (response.isSuccess()) {
                    return;
                }
                // The session may have expired before it was used.
                boolean again = Session.isPassing(response.status()) || location == opened;
                if (!again || !backoff.pause(RetryAfter.milliseconds(response))) {
                    throw session.failure(call).answered(response, backoff.attempts());
                }
            } catch (IOException e) {
                session.pauseOrThrow(call, backoff, e);
            }
            location = begin(action);
        }
    }

    private Address begin(String action) {
        Address address = session.endpoint().address(repository + "/blobs/uploads/");
        RegistryCall call = new RegistryCall(action, repository, Access.PUSH, Request.post(address));
        try (Response response = session.send(call)) {
            if (!response.isSuccess()) {
                throw session.failure(call).answered(response, 1);
            }
            return location(address, response);
        } catch (IOException e) {
            throw session.failure(call).wrong(e.getMessage());
        }
    }

    static Address location(Address asked, Response response) throws IOException {
        Optional<String> location = response.header("Location");
        if (location.isEmpty()) {
            throw new IOException("the header Location is missing");
        }
        return Endpoint.resolve(asked, "Location", location.get());
    }

    /**
     * A request body with the content of a blob. If the content cannot be read, the upload fails without a retry,
     * because this is not a network failure.
     */
    private record Known(Descriptor blob, Repository.BlobOpener opener, LongConsumer moved) implements Request.Body {
        private static final int BUFFER = 64 * 1024;

        @Override
        public long length() {
            return blob.size();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream in = opened()) {
                byte[] buffer = new byte[BUFFER];
                long position = 0;
                int read;
                while ((read = read(in, buffer)) > 0) {
                    if (position + read > blob.size()) {
                        throw changed();
                    }
                    out.write(buffer, 0, read);
                    position += read;
                    moved.accept(position);
                }
                if (position != blob.size()) {
                    throw changed();
                }
            }
        }

        private InputStream opened() {
            try {
                return opener.open();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private int read(InputStream in, byte[] buffer) {
            try {
                return in.read(buffer);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private RuntimeException unreadable(IOException fault) {
            return Thread.currentThread().isInterrupted()
                    ? Backoff.cancelled()
                    : new ServiceException(
                            "the layer " + blob.digest() + " cannot be read: " + fault.getMessage()
                                    + "; build again to create it again",
                            fault);
        }

        private ServiceException changed() {
            return new ServiceException("the layer " + blob.digest() + " no longer has " + blob.size()
                    + " bytes; build again to create it again");
        }
    }
}
