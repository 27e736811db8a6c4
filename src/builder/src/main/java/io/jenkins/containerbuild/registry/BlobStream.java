package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A blob that comes over the wire. Its last byte is given out only when size and digest are right. After a cut the rest is asked for; a
 * registry that sends all again is read up to where the cut was.
 */
final class BlobStream extends InputStream {
    private final Session session;
    private final Ask ask;
    private final Descriptor blob;
    private final boolean small;
    private final MessageDigest digest;
    private Backoff backoff;
    private Response response;
    private long position;
    private long positionOfLastFault = -1;

    /** @param small whether a deadline holds for the whole blob; else a minimum rate does */
    BlobStream(Session session, Ask ask, Descriptor blob, boolean small) {
        this.small = small;
        this.session = session;
        this.ask = ask;
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
            backoff = session.newBackoff(); // It moves; only faults that bring nothing are counted.
        }
        positionOfLastFault = position;
        session.pauseOrThrow(ask, backoff, fault);
    }

    private void open() throws IOException {
        send();
        if (small) {
            response.expectAll();
        }
    }

    private void send() throws IOException {
        Request request = position == 0 ? ask.request() : ask.request().with("Range", "bytes=" + position + "-");
        response = session.send(new Ask(ask.action(), ask.repository(), ask.access(), request));
        if (response.status() == 200) {
            checkLength(blob.size());
            response.body().skipNBytes(position);
        } else if (response.status() == 206 && position > 0) {
            String range = response.header("Content-Range").orElse("");
            if (!range.startsWith("bytes " + position + "-")) {
                throw fail("the range that came is \"" + range + "\", asked was from " + position);
            }
            checkLength(blob.size() - position);
        } else {
            throw session.failure(ask).answered(response, backoff.attempts());
        }
    }

    private void checkLength(long expected) {
        long length = response.length("Content-Length");
        if (length >= 0 && length != expected) {
            throw fail("it has " + length + " bytes; the manifest says " + expected);
        }
    }

    private void verifyEnd() {
        try {
            if (response == null) {
                open();
            }
            if (response.body().read() >= 0) {
                throw fail("it has more than the " + blob.size() + " bytes that the manifest says");
            }
        } catch (IOException e) {
            // All that was promised has come; the digest decides.
        }
        Digest actual = Digest.of(digest);
        if (!actual.equals(blob.digest())) {
            throw fail("its digest is " + actual);
        }
    }

    private RuntimeException fail(String found) {
        response.abort();
        return session.failure(ask).wrong(found);
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
