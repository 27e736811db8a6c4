package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.image.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Writes what a plan needs as a tar that is the same for the same files: in the order of the plan, owner and group 0, modes as on disk, times
 * in whole seconds; ustar (POSIX.1-1988), with a pax record (POSIX.1-2001) for a name or link that is long or not ASCII and for a size of 8 GiB
 * or more. Bytes are streamed; nothing but a buffer is held.
 */
public final class CanonicalTar implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final long MOST_OCTAL = 077777777777L;

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];

    /** @param out is not closed */
    public CanonicalTar(OutputStream out) {
        this.out = out;
    }

    /**
     * Adds all files of a plan.
     *
     * @throws io.jenkins.containerbuild.fault.InputException if a file changed, vanished or cannot be read
     * @throws CancellationException if the thread is interrupted
     */
    public void add(ContextPlan plan) throws IOException {
        for (NeededFile file : plan.files()) {
            add(file.node());
        }
    }

    /** Adds one file, directory or link under its path. */
    public void add(FileNode node) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while the context was sent");
        }
        byte[] name = PathBytes.encode(node.isDirectory() ? node.path() + "/" : node.path());
        byte[] link = PathBytes.encode(node.linkTarget());
        char type = node.isDirectory() ? '5' : node.isSymlink() ? '2' : '0';
        writeHeaders(name, link, node, type);
        if (node.isFile()) {
            try (InputStream bytes = node.content().open()) {
                copy(bytes, node);
            }
            pad(node.size());
        }
    }

    /** Adds a file as a hard link to another one that was added before; it has the other's bytes and attributes. */
    public void addHardLink(FileNode node, String target) throws IOException {
        FileNode link = new FileNode(
                node.path(), node.kind(), 0, node.mode(), node.uid(), node.gid(), node.mtimeNanos(), target, null);
        writeHeaders(PathBytes.encode(node.path()), PathBytes.encode(target), link, '1');
    }

    /** Adds a file that is not on disk. */
    public void add(String path, byte[] content, int mode) throws IOException {
        FileNode node = new FileNode(path, FileNode.Kind.FILE, content.length, mode, 0, 0, 0, "", null);
        writeHeaders(PathBytes.encode(path), new byte[0], node, '0');
        out.write(content);
        pad(content.length);
    }

    /** Writes the end of the archive. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
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

    private void writeHeaders(byte[] name, byte[] link, FileNode node, char type) throws IOException {
        PaxRecords records = new PaxRecords();
        if (needsRecord(name)) {
            records.add("path", name);
        }
        if (needsRecord(link)) {
            records.add("linkpath", link);
        }
        if (node.size() > MOST_OCTAL) {
            records.add("size", Long.toString(node.size()).getBytes(StandardCharsets.US_ASCII));
        }
        if (records.size() > 0) {
            out.write(header(
                    "PaxHeaders.0/x".getBytes(StandardCharsets.US_ASCII), new byte[0], 0644, records.size(), 0, 'x'));
            records.writeTo(out);
            pad(records.size());
        }
        long seconds = Math.max(0, Math.floorDiv(node.mtimeNanos(), 1_000_000_000L));
        out.write(header(name, link, node.mode(), node.size(), seconds, type));
    }

    private static boolean needsRecord(byte[] name) {
        if (name.length > NAME_LENGTH) {
            return true;
        }
        for (byte b : name) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }

    private static byte[] header(byte[] name, byte[] link, int mode, long size, long seconds, char type) {
        byte[] block = new byte[BLOCK];
        System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME_LENGTH));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size > MOST_OCTAL ? 0 : size);
        octal(block, 136, 12, Math.min(seconds, MOST_OCTAL));
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME_LENGTH));
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    /** Digits that fill the field but for a NUL at its end. */
    private static void octal(byte[] block, int offset, int width, long value) {
        long rest = value;
        for (int i = offset + width - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        block[offset + width - 1] = 0;
    }

    private void pad(long size) throws IOException {
        int over = (int) (size % BLOCK);
        if (over > 0) {
            out.write(new byte[BLOCK - over]);
        }
    }

    /** Records of pax: {@code LENGTH KEY=VALUE\n}, in which the length counts itself. */
    private static final class PaxRecords extends ByteArrayOutputStream {

        void add(String key, byte[] value) {
            int rest = key.length() + value.length + 3;
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            writeBytes((length + " " + key + "=").getBytes(StandardCharsets.US_ASCII));
            writeBytes(value);
            write('\n');
        }
    }
}
