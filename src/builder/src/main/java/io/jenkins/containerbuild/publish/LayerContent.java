package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.build.Layer;
import io.jenkins.containerbuild.image.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A layer's compressed bytes; ends with an {@link IOException} where they are not what their descriptor says. */
final class LayerContent extends FilterInputStream {
    private final Descriptor layer;
    private final Path file;
    private final MessageDigest digest;
    private long read;
    private boolean ended;

    private LayerContent(Descriptor layer, Path file) throws IOException {
        super(Files.newInputStream(file));
        this.layer = layer;
        this.file = file;
        this.digest = layer.digest().newMessageDigest();
    }

    static InputStream open(Layer layer) throws IOException {
        if (layer.place() instanceof Layer.InBase in) {
            return in.base().layers().open(layer.descriptor());
        }
        if (layer.place() instanceof Layer.InRepository in) {
            return in.repository().blob(layer.descriptor());
        }
        return new LayerContent(layer.descriptor(), ((Layer.InFile) layer.place()).file());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count >= 0) {
            digest.update(buffer, offset, count);
            read += count;
        }
        if (count < 0 && !ended || read > layer.size()) {
            ended = true;
            check();
        }
        return count;
    }

    private void check() throws IOException {
        String found = HexFormat.of().formatHex(digest.digest());
        if (read != layer.size() || !found.equals(layer.digest().hex())) {
            throw new IOException(file + " is damaged: it has " + read + " bytes and the digest " + found
                    + " instead of " + layer.size() + " and " + layer.digest().hex()
                    + "; delete it and build again");
        }
    }

    @Override
    public long skip(long count) throws IOException {
        throw new IOException("skipping would leave bytes unchecked");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
