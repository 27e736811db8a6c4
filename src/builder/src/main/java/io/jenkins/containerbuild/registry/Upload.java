package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.registry.Ask.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Blobs on their way in (OCI distribution specification, pushing blobs): a POST opens a session, one PUT brings the whole. After a cut
 * everything goes again, because CNCF Distribution goes on with no session that was cut ("upload resumed at wrong offset").
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
     * Brings in a blob: in the session that is open or in a new one; after a fault all of it again, in a new one.
     *
     * @param opened a session that stands open already, or null
     */
    void send(Descriptor blob, Repository.BlobOpener opener, LongConsumer moved, Address opened) {
        String action = "upload blob " + blob.digest();
        Request.Body body = new Known(blob, opener, moved);
        Backoff backoff = session.newBackoff();
        Address location = opened == null ? begin(action) : opened;
        while (true) {
            Request put = Request.put(location.with("digest=" + blob.digest()), BYTES, body);
            Ask ask = new Ask(action, repository, Access.PUSH, put);
            try (Response response = session.once(ask)) {
                if (response.isSuccess()) {
                    return;
                }
                // A session may be forgotten before it is used.
                boolean again = Session.isPassing(response.status()) || location == opened;
                if (!again || !backoff.pause(RetryAfter.milliseconds(response))) {
                    throw session.failure(ask).answered(response, backoff.attempts());
                }
            } catch (IOException e) {
                session.pauseOrThrow(ask, backoff, e);
            }
            location = begin(action);
        }
    }

    private Address begin(String action) {
        Address address = session.endpoint().address(repository + "/blobs/uploads/");
        Ask ask = new Ask(action, repository, Access.PUSH, Request.post(address));
        try (Response response = session.send(ask)) {
            if (!response.isSuccess()) {
                throw session.failure(ask).answered(response, 1);
            }
            return location(address, response);
        } catch (IOException e) {
            throw session.failure(ask).wrong(e.getMessage());
        }
    }

    static Address location(Address asked, Response response) throws IOException {
        Optional<String> location = response.header("Location");
        if (location.isEmpty()) {
            throw new IOException("the header Location is missing");
        }
        return Endpoint.resolve(asked, "Location", location.get());
    }

    /** Faults in reading a blob are none of the network's, and end the upload. */
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
                                    + "; build again, the cache makes it anew",
                            fault);
        }

        private ServiceException changed() {
            return new ServiceException("the layer " + blob.digest() + " has not the " + blob.size()
                    + " bytes it had; build again, the cache makes it anew");
        }
    }
}
