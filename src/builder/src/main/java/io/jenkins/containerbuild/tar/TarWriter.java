package io.jenkins.containerbuild.tar;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes tar headers as containerd does for BuildKit: ustar (POSIX.1-1988), with pax records (POSIX.1-2001) for values
 * that do not fit; numeric owners without names; times in whole seconds; directory names end with a slash. The same
 * members always result in the same bytes. After the header of a file, the caller writes its bytes and calls {@link
 * #pad}.
 */
public final class TarWriter {
    /** Size of a header in bytes; file contents are padded to a multiple of this size. */
    public static final int BLOCK = 512;

    private static final int NAME = 100;
    private static final int PREFIX = 155;
    private static final long OCTAL_7 = 07777777L;
    private static final long OCTAL_11 = 077777777777L;

    private final OutputStream out;

    /** @param out stream to write to; it is not closed */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes the header of a member, but not its content. */
    public void header(FileNode member) throws IOException {
        byte[] name = PathBytes.encode(member.isDirectory() ? member.path() + "/" : member.path());
        byte[] link = PathBytes.encode(member.linkTarget());
        long seconds = Math.floorDiv(member.mtimeNanos(), 1_000_000_000L);
        int split = prefixLength(name);
        Map<String, byte[]> records = records(member, name, split, link, seconds);
        if (!records.isEmpty()) {
            writeExtended(name, records);
        }
        byte[] block = new byte[BLOCK];
        putName(block, name, split);
        octal(block, 100, 8, member.mode() & 07777);
        octal(block, 108, 8, fit(member.uid(), OCTAL_7));
        octal(block, 116, 8, fit(member.gid(), OCTAL_7));
        octal(block, 124, 12, fit(member.size(), OCTAL_11));
        octal(block, 136, 12, fit(seconds, OCTAL_11));
        block[156] = (byte) member.kind().typeFlag();
        put(block, 157, NAME, link);
        octal(block, 329, 8, member.device().major());
        octal(block, 337, 8, member.device().minor());
        finish(block);
    }

    /**
     * Returns how many bytes of the name go into the prefix field: 0 if the name field suffices, -1 if the name needs a
     * pax record because it is too long or not ASCII.
     */
    private static int prefixLength(byte[] name) {
        if (!ascii(name)) {
            return -1;
        }
        if (name.length <= NAME) {
            return 0;
        }
        for (int i = Math.min(PREFIX, name.length - 2); i >= name.length - NAME - 1 && i > 0; i--) {
            if (name[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    private static boolean ascii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, byte[]> records(FileNode member, byte[] name, int split, byte[] link, long seconds) {
        if (split >= 0
                && link.length <= NAME
                && ascii(link)
                && fits(member.uid(), OCTAL_7)
                && fits(member.gid(), OCTAL_7)
                && fits(member.size(), OCTAL_11)
                && fits(seconds, OCTAL_11)
                && member.xattrs().isEmpty()) {
            return Map.of();
        }
        Map<String, byte[]> records = new TreeMap<>();
        if (split < 0) {
            records.put("path", name);
        }
        if (link.length > NAME || !ascii(link)) {
            records.put("linkpath", link);
        }
        number(records, "uid", member.uid(), OCTAL_7);
        number(records, "gid", member.gid(), OCTAL_7);
        number(records, "size", member.size(), OCTAL_11);
        number(records, "mtime", seconds, OCTAL_11);
        member.xattrs().forEach((key, value) -> records.put("SCHILY.xattr." + key, value));
        return records;
    }

    private static void number(Map<String, byte[]> records, String key, long value, long largest) {
        if (!fits(value, largest)) {
            records.put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static boolean fits(long value, long largest) {
        return value >= 0 && value <= largest;
    }

    private static long fit(long value, long largest) {
        return fits(value, largest) ? value : 0;
    }

    private void writeExtended(byte[] name, Map<String, byte[]> records) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> each : records.entrySet()) {
            byte[] key = each.getKey().getBytes(StandardCharsets.UTF_8);
            int rest = key.length + each.getValue().length + 3;
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            body.write((length + " ").getBytes(StandardCharsets.US_ASCII));
            body.write(key);
            body.write('=');
            body.write(each.getValue());
            body.write('\n');
        }
        byte[] block = new byte[BLOCK];
        put(block, 0, NAME, extendedName(name));
        octal(block, 100, 8, 0);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, body.size());
        octal(block, 136, 12, 0);
        block[156] = 'x';
        finish(block);
        body.writeTo(out);
        pad(body.size());
    }

    /**
     * Returns the name of an extended header for programs that do not support pax, chosen as Go's archive/tar does:
     * PaxHeaders.0 in the directory of the member.
     */
    private static byte[] extendedName(byte[] name) {
        int end = name[name.length - 1] == '/' ? name.length - 1 : name.length;
        int slash = end - 1;
        while (slash >= 0 && name[slash] != '/') {
            slash--;
        }
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        appendAscii(result, name, 0, slash + 1);
        result.writeBytes("PaxHeaders.0/".getBytes(StandardCharsets.US_ASCII));
        appendAscii(result, name, slash + 1, end);
        return result.toByteArray();
    }

    private static void appendAscii(ByteArrayOutputStream out, byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] >= 0) {
                out.write(bytes[i]);
            }
        }
    }

    private static void putName(byte[] block, byte[] name, int split) {
        if (split > 0) {
            put(block, 345, PREFIX, Arrays.copyOf(name, split));
            put(block, 0, NAME, Arrays.copyOfRange(name, split + 1, name.length));
        } else {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            appendAscii(plain, name, 0, name.length);
            put(block, 0, NAME, plain.toByteArray());
        }
    }

    private static void put(byte[] block, int offset, int room, byte[] value) {
        System.arraycopy(value, 0, block, offset, Math.min(room, value.length));
    }

    private static void octal(byte[] block, int offset, int width, long value) {
        long left = value;
        for (int i = offset + width - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
    }

    private void finish(byte[] block) throws IOException {
        byte[] magic = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
        System.arraycopy(magic, 0, block, 257, magic.length);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        octal(block, 148, 8, sum);
        // The checksum has six digits, NUL and a space: one digit fewer than other fields of this width.
        System.arraycopy(block, 149, block, 148, 6);
        block[154] = 0;
        block[155] = ' ';
        out.write(block);
    }

    /** Writes the padding after the content of a member with the given size in bytes. */
    public void pad(long size) throws IOException {
        int over = (int) (size % BLOCK);
        if (over > 0) {
            out.write(new byte[BLOCK - over]);
        }
    }

    /** Ends the archive. */
    public void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }
}
