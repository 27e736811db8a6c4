package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.PathBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands in one layer, as it is kept: rows ordered by path are searched where they are, so that a base of 15,000 files is there without
 * being parsed.
 *
 * <pre>
 * magic and version 8, CRC-32C of the rest 4, digest of the layer, etc/passwd, etc/group (length 4, bytes),
 * number of rows 4, offset of each row 4, rows:
 *   type 1, marks 1, mode 2, uid 4, gid 4, size 8, mtime 8, length of the path 2, length of the link 2, path, link,
 *   with the mark {@link #CAPABLE} the length of the capabilities 1, capabilities
 * </pre>
 *
 * <p>The order is that of the paths' bytes with {@code /} before all others, so that what is below a directory follows it.
 */
final class LayerListing {
    static final long MAGIC = 0x63622d6c69737403L;

    /** The row's path is hidden in lower layers (a whiteout). */
    static final byte WHITEOUT = 'w';

    static final byte FILE = 'f';
    static final byte DIRECTORY = 'd';
    static final byte SYMLINK = 'l';
    static final byte CHARACTER_DEVICE = 'c';
    static final byte BLOCK_DEVICE = 'b';
    static final byte PIPE = 'p';

    /** What no tar should have. */
    static final byte OTHER = 'o';

    /** A directory through which nothing of lower layers is seen. */
    static final int OPAQUE = 1;

    /** A directory that the layer does not name, though it names what is in it. */
    static final int IMPLIED = 2;

    /** A file whose link is the path of another one in the layer, which has the bytes. */
    static final int HARD_LINK = 4;

    /** A file with capabilities, which stand behind the link. */
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

    /** Reads a listing; empty where the bytes are damaged or of another layer. Bytes from elsewhere are to be {@link #check checked} too. */
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

    /** Whether every row is within the bytes and in its place, and every path clean. */
    boolean check() {
        byte[] last = null;
        try {
            for (int row = 0; row < count; row++) {
                byte[] path = pathBytes(row);
                link(row);
                capability(row);
                if (last != null && compare(last, path) >= 0 || !isClean(path) || "wfdlcbpo".indexOf(type(row)) < 0) {
                    return false;
                }
                last = path;
            }
            return true;
        } catch (IndexOutOfBoundsException | BufferUnderflowException damaged) {
            return false;
        }
    }

    private static boolean isClean(byte[] path) {
        String text = PathBytes.decode(path, 0, path.length);
        return text.isEmpty() || LayerPath.clean(text).equals(text);
    }

    /** Bytes of the listing. */
    int bytes() {
        return all.capacity();
    }

    /** The layer's etc/passwd; empty where it has none. */
    byte[] passwd() {
        return passwd;
    }

    /** The layer's etc/group; empty where it has none. */
    byte[] group() {
        return group;
    }

    /** The row of a path, or -1. */
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

    /** Compares the path of a row with another. */
    private int compareTo(int row, byte[] other) {
        int at = start(row);
        int length = all.getShort(at + 28) & 0xFFFF;
        int common = Math.min(length, other.length);
        for (int i = 0; i < common; i++) {
            int order = weight(all.get(at + FIXED + i)) - weight(other[i]);
            if (order != 0) {
                return order;
            }
        }
        return length - other.length;
    }

    static int compare(byte[] left, byte[] right) {
        int common = Math.min(left.length, right.length);
        for (int i = 0; i < common; i++) {
            int order = weight(left[i]) - weight(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return left.length - right.length;
    }

    private static int weight(byte b) {
        return b == '/' ? 0 : b & 0xFF;
    }

    /** The rows directly in a directory, in order. */
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
            // Behind everything below it: 1 is the lowest byte that a name can have, and / is lower.
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

    byte type(int row) {
        return all.get(start(row));
    }

    boolean has(int row, int mark) {
        return (all.get(start(row) + 1) & mark) != 0;
    }

    int mode(int row) {
        return all.getShort(start(row) + 2) & 07777;
    }

    long uid(int row) {
        return all.getInt(start(row) + 4) & 0xFFFFFFFFL;
    }

    long gid(int row) {
        return all.getInt(start(row) + 8) & 0xFFFFFFFFL;
    }

    long size(int row) {
        return all.getLong(start(row) + 12);
    }

    long mtimeNanos(int row) {
        return all.getLong(start(row) + 20);
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

    /** Target of a symbolic or a hard link, else "". */
    String link(int row) {
        int at = start(row);
        byte[] link = new byte[all.getShort(at + 30) & 0xFFFF];
        all.get(at + FIXED + (all.getShort(at + 28) & 0xFFFF), link);
        return PathBytes.decode(link, 0, link.length);
    }

    /** The value of a file's {@code security.capability}; empty where it has none. */
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
