package io.jenkins.containerbuild.registry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encodes and decodes parts of addresses: each byte of UTF-8 becomes {@code %} and two hexadecimal digits. */
final class PercentEncoding {
    /** Characters, in addition to letters and digits, that are not escaped in paths and queries. */
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?[]";

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoding() {}

    /**
     * Escapes all characters that RFC 3986 does not allow, including non-ASCII characters, and each {@code %} that does
     * not begin an escape.
     */
    static String escaped(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder(utf8.length);
        for (int i = 0; i < utf8.length; i++) {
            char c = (char) (utf8[i] & 0xff);
            if (isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0 || escapedByte(utf8, i) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return escaped.toString();
    }

    static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Replaces escapes with the UTF-8 characters that they represent. */
    static String decoded(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(utf8.length);
        for (int i = 0; i < utf8.length; i++) {
            int value = escapedByte(utf8, i);
            decoded.write(value < 0 ? utf8[i] : value);
            i += value < 0 ? 0 : 2;
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    /** The byte that an escape at the position represents, or -1 if there is no escape. */
    private static int escapedByte(byte[] text, int at) {
        if (text[at] != '%' || at + 2 >= text.length) {
            return -1;
        }
        int high = Character.digit(text[at + 1], 16);
        int low = Character.digit(text[at + 2], 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }
}
