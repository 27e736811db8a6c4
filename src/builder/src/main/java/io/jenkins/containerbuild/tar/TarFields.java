package io.jenkins.containerbuild.tar;

import java.io.IOException;
import java.util.Arrays;

/** Parses the fields of a tar header, as POSIX.1-1988 and GNU tar write them. */
final class TarFields {
    private static final int CHECKSUM = 148;

    private TarFields() {}

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the stored checksum equals the sum of all bytes of the header, in which the checksum field is taken as
     * spaces. A sum of signed bytes is accepted too, because some old programs computed it.
     */
    static boolean hasRightChecksum(byte[] block) {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.length; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
            unsigned += b & 0xFF;
            signed += b;
        }
        try {
            long stored = number(block, CHECKSUM, 8);
            return stored == unsigned || stored == signed;
        } catch (IOException e) {
            return false;
        }
    }

    /** Parses a number: octal digits, or a big-endian binary number if the first bit is set. */
    static long number(byte[] block, int offset, int length) throws IOException {
        if ((block[offset] & 0x80) != 0) {
            long value = (block[offset] & 0x40) != 0 ? -1 : block[offset] & 0x3F;
            for (int i = offset + 1; i < offset + length; i++) {
                if (value >> 55 != 0 && value >> 55 != -1) {
                    throw new IOException("a number in a tar header has more than 64 bits");
                }
                value = value << 8 | (block[i] & 0xFF);
            }
            return value;
        }
        long value = 0;
        for (int i = offset; i < offset + length; i++) {
            byte b = block[i];
            if (b >= '0' && b <= '7') {
                value = value << 3 | (b - '0');
            } else if (b != ' ' && b != 0) {
                throw new IOException("a number in a tar header contains \"" + (char) b + "\"");
            }
        }
        return value;
    }

    /**
     * Returns the path. In ustar headers, the prefix field may contain the first part of the path; GNU tar uses this
     * field for other data.
     */
    static byte[] name(byte[] block) {
        byte[] name = text(block, 0, 100);
        boolean ustar = block[257] == 'u' && block[262] == 0;
        byte[] prefix = ustar ? text(block, 345, 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    static byte[] linkName(byte[] block) {
        return text(block, 157, 100);
    }

    private static byte[] text(byte[] block, int offset, int length) {
        return untilZero(Arrays.copyOfRange(block, offset, offset + length));
    }

    static byte[] untilZero(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
    }
}
