package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CancellationException;

/**
 * Writes the files of a plan as a tar that is always the same for the same files: members in the order of the plan,
 * owner and group 0, modes as on disk, times in whole seconds. Bytes are streamed; only a small buffer is kept in
 * memory.
 */
public final class CanonicalTar implements AutoCloseable {
    private final OutputStream out;
    private final TarWriter headers;
    private final byte[] buffer = new byte[1 << 16];

    /** @param out stream to write to; it is not closed */
    public CanonicalTar(OutputStream out) {
        this.out = out;
        this.headers = new TarWriter(out);
    }

    /**
     * Adds all files of a plan.
     *
     * @throws io.jenkins.containerbuild.fault.InputException if a file has changed or disappeared, or cannot be read
     * @throws CancellationException if the thread is interrupted
     */
    public void add(ContextPlan plan) throws IOException {
        for (NeededFile file : plan.files()) {
            add(file.node());
        }
    }

    /** Adds a file, directory or link under its own path. */
    public void add(FileNode node) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while the context was sent");
        }
        header(node);
        if (node.isFile()) {
            try (InputStream bytes = node.content().open()) {
                copy(bytes, node);
            }
            headers.pad(node.size());
        }
    }

    /** Adds a hard link to a file that was added before, with the bytes and attributes of that file. */
    public void addHardLink(FileNode node, String target) throws IOException {
        header(FileNode.hardLink(node.path(), node.at(target)));
    }

    /** Adds a file that is not on disk. */
    public void add(String path, byte[] content, int mode) throws IOException {
        header(FileNode.file(path, mode, 0, 0, 0, content.length, null));
        out.write(content);
        headers.pad(content.length);
    }

    /** Writes the end of the archive. */
    @Override
    public void close() throws IOException {
        headers.end();
        out.flush();
    }

    private void copy(InputStream bytes, FileNode node) throws IOException {
        long written = 0;
        for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
            written += n;
            if (written > node.size()) {
                break;
            }
            out.write(buffer, 0, n);
        }
        if (written != node.size()) {
            throw new IOException("\"" + node.path() + "\" has " + written + " bytes instead of " + node.size());
        }
    }

    private void header(FileNode node) throws IOException {
        headers.header(node.withOwner(node.mode(), 0, 0).withTime(Math.max(0, node.mtimeNanos())));
    }
}
