package io.jenkins.containerbuild.build.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Orders names and paths by the bytes that stand in a layer, so that an order does not depend on the language. */
final class PathOrder {
    /** By bytes, a slash before every other byte: a directory stands before what is in it, and that before its neighbours. */
    static final Comparator<String> BYTES = PathOrder::compare;

    private PathOrder() {}

    private static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                if (a == '/' || b == '/') {
                    return a == '/' ? -1 : 1;
                }
                // UTF-16 and UTF-8 order alike but for surrogates
                return a < Character.MIN_SURROGATE && b < Character.MIN_SURROGATE
                        ? a - b
                        : Arrays.compareUnsigned(bytes(left), bytes(right));
            }
        }
        return left.length() - right.length();
    }

    /** UTF-8, where a lone low surrogate is the raw byte that it stands for. */
    private static byte[] bytes(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length() * 2);
        path.codePoints().forEach(point -> {
            if (point >= Character.MIN_LOW_SURROGATE && point <= Character.MAX_LOW_SURROGATE) {
                bytes.write(point & 0xFF);
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }
}
