package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Throws, before the last byte is given out, where size or digest is not what the descriptor says. */
final class VerifiedStream extends FilterInputStream {
    private final Descriptor blob;
    private final MessageDigest digest;
    private long position;

    VerifiedStream(InputStream in, Descriptor blob) {
        super(in);
        this.blob = blob;
        this.digest = blob.digest().newMessageDigest();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        if (read < 0 && position < blob.size()) {
            throw wrong("it ends after " + position + " of " + blob.size() + " bytes");
        }
        if (read > 0) {
            digest.update(bytes, offset, read);
            position += read;
            verify();
        } else if (read < 0 && blob.size() == 0) {
            verify();
        }
        return read;
    }

    private void verify() throws IOException {
        if (position > blob.size()) {
            throw wrong("it has more than " + blob.size() + " bytes");
        }
        if (position == blob.size()) {
            Digest actual = Digest.of(digest);
            if (!actual.equals(blob.digest())) {
                throw wrong("its digest is " + actual);
            }
        }
    }

    private IOException wrong(String found) {
        return new IOException("blob " + blob.digest() + " is damaged: " + found);
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = count;
        int read = 0;
        while (left > 0 && read >= 0) {
            read = read(buffer, 0, (int) Math.min(buffer.length, left));
            left -= Math.max(read, 0);
        }
        return count - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
