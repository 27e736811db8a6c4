package io.jenkins.containerbuild.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Converts paths between text and the bytes that images contain. Most paths are UTF-8; in the text, a byte that is not
 * valid UTF-8 is represented by a lone low surrogate, U+DC00 plus the byte, so that every name is preserved (as in PEP
 * 383).
 */
public final class PathBytes {
    private static final char FIRST = '\uDC80';
    private static final char LAST = '\uDCFF';

    private PathBytes() {}

    /** Returns the bytes of a path. */
    public static byte[] encode(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (isByte(path, i)) {
                return encodeWithBytes(path);
            }
        }
        return path.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isByte(String path, int i) {
        char c = path.charAt(i);
        return c >= FIRST && c <= LAST && (i == 0 || !Character.isHighSurrogate(path.charAt(i - 1)));
    }

    private static byte[] encodeWithBytes(String path) {
        ByteBuffer out = ByteBuffer.allocate(3 * path.length());
        int from = 0;
        for (int i = 0; i < path.length(); i++) {
            if (isByte(path, i)) {
                out.put(path.substring(from, i).getBytes(StandardCharsets.UTF_8));
                out.put((byte) path.charAt(i));
                from = i + 1;
            }
        }
        out.put(path.substring(from).getBytes(StandardCharsets.UTF_8));
        byte[] result = new byte[out.position()];
        out.flip().get(result);
        return result;
    }

    /** Returns the path that these bytes encode. */
    public static String decode(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                return decodeBeyondAscii(ByteBuffer.wrap(bytes, offset, length));
            }
        }
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static String decodeBeyondAscii(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (0xDC00 + (in.get() & 0xFF)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }
}
