package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.FileStat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * File digests by the stat of the file, in the binary format of the cache. The table is searched without parsing: rows
 * have a fixed size and are sorted by inode and hash of the path. 5,000 rows take 360 kB.
 *
 * <pre>
 * magic and version   8 bytes
 * CRC-32C of the rest 4
 * number of rows      4
 * rows, each of 72:   inode 8, hash of the path 4, day of last use (days since the epoch) 4, size 8, mtime 8,
 *                     ctime 8, SHA-256 32
 * </pre>
 */
final class StatTable {
    private static final long MAGIC = 0x63622d7374617401L;
    private static final int HEAD = 16;
    private static final int ROW = 72;
    private static final int DAY_AT = 12;
    private static final int SIZE_AT = 16;
    private static final int MTIME_AT = 24;
    private static final int CTIME_AT = 32;
    private static final int DIGEST_AT = 40;

    private static final byte[] PREFIX = "sha256:".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    /** Rows that no build has used for this many days are dropped. */
    private static final int KEPT_DAYS = 7;

    private final ByteBuffer rows;
    private final int count;
    private final int today = (int) TimeUnit.MILLISECONDS.toDays(System.currentTimeMillis());
    private final List<ByteBuffer> learned = new ArrayList<>();

    private StatTable(ByteBuffer rows) {
        this.rows = rows;
        this.count = rows.limit() / ROW;
    }

    static StatTable empty() {
        return new StatTable(ByteBuffer.allocate(0));
    }

    /** Reads a table; empty if the bytes are damaged. */
    static Optional<StatTable> parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD || in.getLong() != MAGIC) {
            return Optional.empty();
        }
        int checksum = in.getInt();
        if (checksum != checksum(bytes) || (long) in.getInt() * ROW != in.remaining()) {
            return Optional.empty();
        }
        return Optional.of(new StatTable(in.slice()));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 12, bytes.length - 12);
        return (int) crc.getValue();
    }

    /**
     * Returns the recorded digest of a file; null if no digest is recorded, or if the file's stat has changed since it
     * was recorded.
     */
    String find(DiskContent file) {
        FileStat stat = file.stat();
        int row = search(stat.inode(), hash(file));
        if (row < 0
                || rows.getLong(row + SIZE_AT) != stat.size()
                || rows.getLong(row + MTIME_AT) != stat.mtimeNanos()
                || rows.getLong(row + CTIME_AT) != stat.ctimeNanos()) {
            return null;
        }
        rows.putInt(row + DAY_AT, today);
        return text(row + DIGEST_AT);
    }

    /**
     * Formats a digest as text. Written by hand for speed, because a COPY of a large context formats thousands of
     * digests before the JVM has compiled the code.
     */
    private String text(int at) {
        byte[] text = new byte[PREFIX.length + 64];
        System.arraycopy(PREFIX, 0, text, 0, PREFIX.length);
        for (int i = 0; i < 32; i++) {
            int value = rows.get(at + i);
            text[PREFIX.length + 2 * i] = HEX[value >> 4 & 15];
            text[PREFIX.length + 2 * i + 1] = HEX[value & 15];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static int hash(DiskContent file) {
        return file.path().hashCode();
    }

    private int search(long inode, int hash) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(rows, middle * ROW, inode, hash);
            if (order == 0) {
                return middle * ROW;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private static int compare(ByteBuffer rows, int row, long inode, int hash) {
        int order = Long.compare(rows.getLong(row), inode);
        return order != 0 ? order : Integer.compare(rows.getInt(row + Long.BYTES), hash);
    }

    /** Returns the digest of a file, and records it unless a later write to the file might leave the stat unchanged. */
    String add(HashedFile file) {
        if (!file.isRacy()) {
            FileStat stat = file.content.stat();
            ByteBuffer row = ByteBuffer.allocate(ROW)
                    .putLong(stat.inode())
                    .putInt(hash(file.content))
                    .putInt(today)
                    .putLong(stat.size())
                    .putLong(stat.mtimeNanos())
                    .putLong(stat.ctimeNanos())
                    .put(HexFormat.of().parseHex(file.digest().hex()));
            learned.add(row);
        }
        return file.digest().toString();
    }

    boolean learned() {
        return !learned.isEmpty();
    }

    /** Serializes the table with the new digests and without rows that are no longer used. */
    byte[] toBytes() {
        learned.sort((a, b) -> compare(a, 0, b.getLong(0), b.getInt(Long.BYTES)));
        ByteBuffer out = ByteBuffer.allocate(HEAD + ROW * (count + learned.size()));
        out.position(HEAD);
        int old = 0;
        ByteBuffer last = null;
        for (ByteBuffer row : learned) {
            if (last != null && compare(last, 0, row.getLong(0), row.getInt(Long.BYTES)) == 0) {
                continue;
            }
            while (old < count && compare(rows, old * ROW, row.getLong(0), row.getInt(Long.BYTES)) < 0) {
                copy(old++, out);
            }
            if (old < count && compare(rows, old * ROW, row.getLong(0), row.getInt(Long.BYTES)) == 0) {
                old++;
            }
            out.put(row.array());
            last = row;
        }
        while (old < count) {
            copy(old++, out);
        }
        return finished(out);
    }

    private void copy(int row, ByteBuffer out) {
        if (today - rows.getInt(row * ROW + DAY_AT) <= KEPT_DAYS) {
            out.put(rows.slice(row * ROW, ROW));
        }
    }

    private static byte[] finished(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.putLong(0, MAGIC).putInt(12, (bytes.length - HEAD) / ROW);
        out.flip().get(bytes);
        ByteBuffer.wrap(bytes).putInt(8, checksum(bytes));
        return bytes;
    }
}
