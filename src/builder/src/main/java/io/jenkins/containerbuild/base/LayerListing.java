package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileNode.Device;
import io.jenkins.containerbuild.file.FileNode.Kind;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.Digest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The listing of a layer: one row per path in a binary format that is searched without being parsed, because a base can
 * have 15,000 files. Fields and their sizes in bytes:
 *
 * <pre>
 * magic and version 8, CRC-32C of the rest 4, digest of the layer, etc/passwd, etc/group (length 4, bytes),
 * number of rows 4, offset of each row 4, rows:
 *   type (type flag of {@link Kind}, or {@link #WHITEOUT}) 1, marks 1, mode 2, uid 4, gid 4, size (of a device its
 *   numbers) 8, mtime 8, length of the path 2, length of the link 2, path, link,
 *   with the mark {@link #CAPABLE} the length of the capabilities 1, capabilities
 * </pre>
 *
 * <p>Rows are sorted by {@link PathOrder#BY_PARTS}, so that the contents of a directory directly follow the directory.
 */
final class LayerListing {
    static final long MAGIC = 0x63622d6c69737404L;

    /** A whiteout: the path is hidden in lower layers. */
    static final byte WHITEOUT = 'w';

    /** Mark of a directory that hides its contents in lower layers. */
    static final int OPAQUE = 1;

    /** Mark of a directory that the layer does not contain itself, although the layer contains entries below it. */
    static final int IMPLIED = 2;

    /** Mark of a hard link. Its link is the path of the layer member that contains the bytes. */
    static final int HARD_LINK = 4;

    /** Mark of a file with capabilities, which are stored after the link. */
    static final int CAPABLE = 8;

    static final int FIXED = 32;

    private final ByteBuffer all;
    private final Digest layer;
    private final byte[] passwd;
    private final byte[] group;
    private final int count;
    private final int offsets;
    private final int rows;

    private LayerListing(ByteBuffer in) {
        all = in;
        in.position(12);
        layer = Digest.parse(new String(block(in), StandardCharsets.US_ASCII));
        passwd = block(in);
        group = block(in);
        count = in.getInt();
        offsets = in.position();
        rows = offsets + Math.multiplyExact(4, count);
    }

    private static byte[] block(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /**
     * Parses a listing; empty if the bytes are damaged or belong to another layer. Listings from a registry must also
     * pass {@link #check}.
     */
    static Optional<LayerListing> parse(byte[] bytes, Digest layer) {
        try {
            if (bytes.length < 12 || ByteBuffer.wrap(bytes).getLong() != MAGIC) {
                return Optional.empty();
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.getInt(8) != checksum(bytes)) {
                return Optional.empty();
            }
            LayerListing listing = new LayerListing(in);
            boolean right = listing.layer.equals(layer) && listing.count >= 0 && listing.rows <= bytes.length;
            return right ? Optional.of(listing) : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException damaged) {
            return Optional.empty();
        }
    }

    static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 12, bytes.length - 12);
        return (int) crc.getValue();
    }

    /** Whether all rows are complete and in order, and all paths are clean. */
    boolean check() {
        String last = null;
        try {
            for (int row = 0; row < count; row++) {
                String path = path(row);
                link(row);
                capability(row);
                boolean inOrder = last == null || PathOrder.BY_PARTS.compare(last, path) < 0;
                if (!inOrder || !TreePath.inRoot(path).equals(path) || "w023456o".indexOf(type(row)) < 0) {
                    return false;
                }
                last = path;
            }
            return true;
        } catch (IndexOutOfBoundsException | BufferUnderflowException damaged) {
            return false;
        }
    }

    /** Size of the listing in bytes. */
    int bytes() {
        return all.capacity();
    }

    /** The layer's etc/passwd; empty if the layer has none. */
    byte[] passwd() {
        return passwd;
    }

    /** The layer's etc/group; empty if the layer has none. */
    byte[] group() {
        return group;
    }

    /** The row of a path, or -1 if the path is not listed. */
    int find(String path) {
        byte[] wanted = PathBytes.encode(path);
        int row = firstNotBefore(wanted);
        return row < count && compareTo(row, wanted) == 0 ? row : -1;
    }

    private int firstNotBefore(byte[] wanted) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareTo(middle, wanted) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Compares the path of a row with another path. */
    private int compareTo(int row, byte[] other) {
        int at = start(row);
        return PathOrder.compareParts(all.array(), at + FIXED, all.getShort(at + 28) & 0xFFFF, other);
    }

    /** The rows of a directory's direct entries, in order. */
    List<Integer> children(String directory) {
        List<Integer> result = new ArrayList<>();
        byte[] prefix = PathBytes.encode(directory.isEmpty() ? "" : directory + "/");
        int row = firstNotBefore(prefix);
        if (row < count && prefix.length == 0 && pathBytes(row).length == 0) {
            row++;
        }
        while (row < count && startsWith(row, prefix)) {
            result.add(row);
            byte[] path = pathBytes(row);
            // Skips everything below the path: a slash sorts before byte 1, the lowest byte that a name can contain.
            byte[] after = java.util.Arrays.copyOf(path, path.length + 1);
            after[path.length] = 1;
            row = Math.max(row + 1, firstNotBefore(after));
        }
        return result;
    }

    private boolean startsWith(int row, byte[] prefix) {
        int at = start(row);
        if ((all.getShort(at + 28) & 0xFFFF) < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (all.get(at + FIXED + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private int start(int row) {
        return rows + all.getInt(offsets + 4 * row);
    }

    private byte type(int row) {
        return all.get(start(row));
    }

    boolean isWhiteout(int row) {
        return type(row) == WHITEOUT;
    }

    boolean isDirectory(int row) {
        return type(row) == Kind.DIRECTORY.typeFlag();
    }

    boolean isFile(int row) {
        return type(row) == Kind.FILE.typeFlag();
    }

    boolean has(int row, int mark) {
        return (all.get(start(row) + 1) & mark) != 0;
    }

    long size(int row) {
        return all.getLong(start(row) + 12);
    }

    /** The file of a row at its path. */
    FileNode node(int row, String path, FileContent content) {
        int at = start(row);
        Kind kind = Kind.of((char) type(row));
        long size = size(row);
        byte[] capability = kind == Kind.FILE ? capability(row) : new byte[0];
        return new FileNode(
                path,
                kind,
                all.getShort(at + 2) & 07777,
                all.getInt(at + 4) & 0xFFFFFFFFL,
                all.getInt(at + 8) & 0xFFFFFFFFL,
                all.getLong(at + 20),
                kind == Kind.FILE ? size : 0,
                kind == Kind.SYMLINK ? link(row) : "",
                kind.isDevice() ? new Device((int) (size >>> 32), (int) size) : Device.NONE,
                capability.length == 0 ? Map.of() : Map.of(FileNode.CAPABILITY, capability),
                content);
    }

    private byte[] pathBytes(int row) {
        int at = start(row);
        byte[] path = new byte[all.getShort(at + 28) & 0xFFFF];
        all.get(at + FIXED, path);
        return path;
    }

    String path(int row) {
        byte[] path = pathBytes(row);
        return PathBytes.decode(path, 0, path.length);
    }

    /** The target of a symbolic or hard link, otherwise "". */
    String link(int row) {
        int at = start(row);
        byte[] link = new byte[all.getShort(at + 30) & 0xFFFF];
        all.get(at + FIXED + (all.getShort(at + 28) & 0xFFFF), link);
        return PathBytes.decode(link, 0, link.length);
    }

    /** The value of a file's {@code security.capability}; empty if there is none. */
    byte[] capability(int row) {
        if (!has(row, CAPABLE)) {
            return new byte[0];
        }
        int at = start(row);
        int behind = at + FIXED + (all.getShort(at + 28) & 0xFFFF) + (all.getShort(at + 30) & 0xFFFF);
        byte[] capability = new byte[all.get(behind) & 0xFF];
        all.get(behind + 1, capability);
        return capability;
    }
}
