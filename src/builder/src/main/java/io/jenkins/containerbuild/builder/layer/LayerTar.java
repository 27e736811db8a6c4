package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.fault.FileFault;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Writes the tar of a layer and computes its digest. */
final class LayerTar {
    private static final int BUFFER = 64 << 10;
    private static final String OPAQUE = ".wh..wh..opq";

    private final OutputStream out;
    private final MessageDigest digest = Digest.sha256();
    private final TarWriter headers;
    private final long latest;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    /** @param latest time in seconds since the epoch to which later modification times are clamped */
    LayerTar(OutputStream compressor, long latest) {
        this.out = compressor;
        this.headers = new TarWriter(new Buffered());
        this.latest = latest;
    }

    /** Writes the whole tar and returns its digest, the diff ID. */
    Digest write(List<FileNode> entries) throws IOException {
        for (FileNode entry : entries) {
            headers.header(clamped(entry));
            if (entry.isFile() && entry.size() > 0) {
                copy(entry);
            }
        }
        headers.end();
        drain();
        return Digest.of(digest);
    }

    private FileNode clamped(FileNode entry) {
        boolean later = Math.floorDiv(entry.mtimeNanos(), 1_000_000_000L) > latest;
        return later ? entry.withTime(latest * 1_000_000_000L) : entry;
    }

    /**
     * Whether the entry is a marker by which the builder hides the contents that a directory has in lower layers. A
     * file with the same name that was copied from disk has {@link DiskContent} and is not a marker.
     */
    static boolean isOpaque(FileNode entry) {
        return entry.size() == 0
                && TreePath.name(entry.path()).equals(OPAQUE)
                && !(entry.source() instanceof DiskContent);
    }

    private void copy(FileNode entry) throws IOException {
        try (InputStream in = entry.content().open()) {
            long left = entry.size();
            while (left > 0) {
                if (filled == BUFFER) {
                    drain();
                }
                int count = in.read(buffer, filled, (int) Math.min(left, BUFFER - filled));
                if (count < 0) {
                    throw changed(entry);
                }
                filled += count;
                left -= count;
            }
            if (hasChanged(entry)) {
                throw changed(entry);
            }
        } catch (ClosedByInterruptException e) {
            throw cancelled();
        } catch (IOException e) {
            if (hasChanged(entry)) {
                throw changed(entry);
            }
            throw new InputException(
                    nameOf(entry) + ": cannot be read: " + FileFault.reason(e)
                            + ". Make it readable for the user who builds, or leave it out of the image",
                    e);
        }
        headers.pad(entry.size());
    }

    private static boolean hasChanged(FileNode entry) {
        return entry.source() instanceof DiskContent file && file.hasChanged();
    }

    private static InputException changed(FileNode entry) {
        return new InputException(nameOf(entry) + " changed while it was read; build again when nothing writes to it");
    }

    private static String nameOf(FileNode entry) {
        return entry.source() instanceof DiskContent file ? file.path().toString() : "the file for /" + entry.path();
    }

    private void drain() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
        digest.update(buffer, 0, filled);
        out.write(buffer, 0, filled);
        filled = 0;
    }

    private static CancellationException cancelled() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while a layer was made");
    }

    /** Writes headers through the same buffer as contents. */
    private final class Buffered extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            int done = 0;
            while (done < count) {
                if (filled == BUFFER) {
                    drain();
                }
                int part = Math.min(count - done, BUFFER - filled);
                System.arraycopy(bytes, offset + done, buffer, filled, part);
                filled += part;
                done += part;
            }
        }
    }
}
