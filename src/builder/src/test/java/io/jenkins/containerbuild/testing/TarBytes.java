package io.jenkins.containerbuild.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tars that no honest program writes, field by field. */
public final class TarBytes {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A member: a header as it stands, its content filled up to a block. */
    public TarBytes member(String name, char type, String link, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, 100, name);
        put(header, 100, 8, "0000644");
        put(header, 108, 8, "0000000");
        put(header, 116, 8, "0000000");
        put(header, 124, 12, "%011o".formatted(content.length));
        put(header, 136, 12, "00000000000");
        header[156] = (byte) type;
        put(header, 157, 100, link);
        put(header, 257, 8, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xFF;
        }
        put(header, 148, 8, "%06o\0 ".formatted(sum));
        out.writeBytes(header);
        out.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
        return this;
    }

    private static void put(byte[] header, int offset, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, Math.min(room, bytes.length));
    }

    public TarBytes file(String name, String content) {
        return member(name, '0', "", content.getBytes(StandardCharsets.ISO_8859_1));
    }

    public TarBytes symlink(String name, String target) {
        return member(name, '2', target, new byte[0]);
    }

    /** An extended header with the records, each {@code key=value}. */
    public TarBytes pax(char type, String... records) {
        StringBuilder all = new StringBuilder();
        for (String record : records) {
            int rest = record.getBytes(StandardCharsets.UTF_8).length + 2;
            int length = rest;
            while (Integer.toString(length).length() + rest != length) {
                length = rest + Integer.toString(length).length();
            }
            all.append(length).append(' ').append(record).append('\n');
        }
        return member("pax", type, "", all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** All members and the end of the archive. */
    public byte[] end() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    /** All members, as if the archive were cut behind them. */
    public byte[] cut(int bytes) {
        return Arrays.copyOf(out.toByteArray(), out.size() - bytes);
    }
}
