package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.image.PathBytes;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order of names and paths that BuildKit uses, so that equal trees are read, hashed and sent in the same order
 * everywhere.
 */
public final class PathOrder {

    /** Compares the bytes of the whole path. */
    public static final Comparator<String> BY_BYTES = PathOrder::compare;

    private PathOrder() {}

    /**
     * UTF-8 preserves the order of code points, and chars below the surrogates are code points; the bytes are needed
     * only for other chars.
     */
    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return x < Character.MIN_SURROGATE && y < Character.MIN_SURROGATE
                        ? Character.compare(x, y)
                        : Arrays.compareUnsigned(PathBytes.encode(a), PathBytes.encode(b));
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
