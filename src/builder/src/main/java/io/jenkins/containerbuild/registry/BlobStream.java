package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * The content of a blob. The last byte is returned only if the size and the digest are correct. An interrupted download
 * is resumed with a range request; if the registry sends the whole blob instead, the bytes that were already read are
 * skipped.
 */
final class BlobStream extends InputStream {
    private final Session session;
    private final RegistryCall call;
    private final Descriptor blob;
    private final boolean small;
    private final MessageDigest digest;
    private Backoff backoff;
    private Response response;
    private long position;
    private long positionOfLastFault = -1;

    /** @param small true to set a deadline for the whole blob, false to require a minimum rate */
    BlobStream(Session session, RegistryCall call, Descriptor blob, boolean small) {
        this.small = small;
        this.session = session;
        this.call = call;
        this.blob = blob;
        this.digest = blob.digest().newMessageDigest();
        this.backoff = session.newBackoff();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (position == blob.size() && response != null) {
            return -1;
        }
        int wanted = (int) Math.min(length, blob.size() - position);
        int read = blob.size() == 0 ? 0 : readOrResume(bytes, offset, wanted);
        digest.update(bytes, offset, read);
        position += read;
        if (position == blob.size()) {
            verifyEnd();
            return read == 0 ? -1 : read;
        }
        return read;
    }

    private int readOrResume(byte[] bytes, int offset, int length) {
        while (true) {
            try {
                if (response == null) {
                    open();
                }
                int read = response.body().read(bytes, offset, length);
                if (read >= 0) {
                    return read;
                }
                throw new IOException("the blob ends after " + position + " of " + blob.size() + " bytes");
            } catch (IOException e) {
                resumeAfter(e);
            }
        }
    }

    private void resumeAfter(IOException fault) {
        if (response != null) {
            response.abort();
            response = null;
        }
        if (position - positionOfLastFault > 1 << 20) {
            backoff = session.newBackoff(); // After 1 MiB of progress, the attempts are counted from 1 again.
        }
        positionOfLastFault = position;
        session.pauseOrThrow(call, backoff, fault);
    }

    private void open() throws IOException {
        send();
        if (small) {
            response.expectAll();
        }
    }

    private void send() throws IOException {
        Request request = position == 0 ? call.request() : call.request().with("Range", "bytes=" + position + "-");
        response = session.send(new RegistryCall(call.action(), call.repository(), call.access(), request));
        if (response.status() == 200) {
            checkLength(blob.size());
            response.body().skipNBytes(position);
        } else if (response.status() == 206 && position > 0) {
            String range = response.header("Content-Range").orElse("");
            if (!range.startsWith("bytes " + position + "-")) {
                throw fail("the registry sent the range \"" + range + "\" instead of bytes from " + position);
            }
            checkLength(blob.size() - position);
        } else {
            throw session.failure(call).answered(response, backoff.attempts());
        }
    }

    private void checkLength(long expected) {
        long length = response.length("Content-Length");
        if (length >= 0 && length != expected) {
            throw fail("it has " + length + " bytes, but the manifest says " + expected);
        }
    }

    private void verifyEnd() {
        try {
            if (response == null) {
                open();
            }
            if (response.body().read() >= 0) {
                throw fail("it has more than " + blob.size() + " bytes, the size in the manifest");
            }
        } catch (IOException e) {
            // All expected bytes have arrived; the digest decides.
        }
        Digest actual = Digest.of(digest);
        if (!actual.equals(blob.digest())) {
            throw fail("its digest is " + actual);
        }
    }

    private RuntimeException fail(String found) {
        response.abort();
        return session.failure(call).wrong(found);
    }

    @Override
    public void close() {
        if (response != null && position == blob.size()) {
            response.close();
        } else if (response != null) {
            response.abort();
        }
    }
}
