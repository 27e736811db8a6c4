package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.BulkInputStream;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.CancellationException;

/**
 * The bytes of a file on disk, with the attributes that the file had when it was found. Reading fails if the file has
 * changed since: an image contains exactly what was planned, or the build fails.
 */
public final class DiskFile implements DiskContent {
    private final Path path;
    private final String shown;
    private final DiskStat found;
    private String digest;

    DiskFile(Path path, String shown, DiskStat found) {
        this.path = path;
        this.shown = shown;
        this.found = found;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public FileStat stat() {
        return found.file();
    }

    /** @throws InputException from here or while reading, if the file has changed or disappeared, or cannot be read */
    @Override
    public InputStream open() throws IOException {
        try {
            InputStream bytes = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
            try {
                requireUnchanged();
                return new Watched(bytes);
            } catch (RuntimeException | IOException e) {
                bytes.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw vanished();
        } catch (AccessDeniedException e) {
            throw unreadable(shown, e);
        } catch (IOException e) {
            requireUnchanged(); // The file may have been replaced by a link.
            throw e;
        }
    }

    static InputException unreadable(String shown, Exception cause) {
        return new InputException(
                "\"" + shown
                        + "\" cannot be read: permission denied; make it readable for the user who builds, or add \""
                        + shown + "\" to .dockerignore",
                cause);
    }

    /** The digest of the bytes. The first call reads the file; {@code reuse.FileDigests} avoids even this read. */
    @Override
    public synchronized String identity() throws IOException {
        if (digest == null) {
            MessageDigest sha256 = Digest.sha256();
            try (InputStream bytes = open()) {
                byte[] buffer = new byte[1 << 16];
                for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                    sha256.update(buffer, 0, n);
                }
            }
            digest = Digest.of(sha256).toString();
        }
        return digest;
    }

    @Override
    public Object hardLinkKey() {
        return found.links() > 1 ? found.device() + ":" + found.file().inode() : null;
    }

    private void requireUnchanged() throws IOException {
        try {
            if (!found.sameContent(DiskStat.of(path))) {
                throw changed();
            }
        } catch (NoSuchFileException e) {
            throw vanished();
        }
    }

    private InputException changed() {
        return new InputException("\"" + shown
                + "\" changed while it was read; build again when nothing writes to it, or add it to .dockerignore");
    }

    private InputException vanished() {
        return new InputException("\"" + shown
                + "\" vanished while it was read; build again when nothing deletes it, or add it to .dockerignore");
    }

    /** A stream of exactly the planned bytes; reading fails if the file has changed. */
    private final class Watched extends BulkInputStream {
        private long left = found.file().size();
        private boolean checked;

        Watched(InputStream bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while \"" + shown + "\" was read");
            }
            int n = in.read(buffer, offset, length);
            left -= Math.max(n, 0);
            if (left < 0 || (n < 0 && left > 0)) {
                throw changed();
            }
            if (n < 0) {
                check();
            }
            return n;
        }

        private void check() throws IOException {
            if (!checked) {
                checked = true;
                requireUnchanged();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
            if (left == 0) {
                check();
            }
        }
    }
}
