package io.jenkins.containerbuild.image;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Verifies the size and digest of a blob while it is read. If either differs from the descriptor, reading throws an
 * {@link IOException} before the last byte is returned.
 */
public final class VerifiedStream extends BulkInputStream {
    private final String name;
    private final Descriptor blob;
    private final MessageDigest digest;
    private long position;

    public VerifiedStream(InputStream in, Descriptor blob) {
        this(in, blob, "blob " + blob.digest());
    }

    /** @param name name of the content, for messages */
    public VerifiedStream(InputStream in, Descriptor blob, String name) {
        super(in);
        this.name = name;
        this.blob = blob;
        this.digest = blob.digest().newMessageDigest();
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
        return new IOException(name + " is damaged: " + found);
    }
}
