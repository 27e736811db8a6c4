package io.jenkins.containerbuild.file;

import java.util.Arrays;
import java.util.Comparator;

/** The orders of paths, so that equal trees are read, hashed and written in the same order everywhere. */
public final class PathOrder {
    /** Compares the bytes of whole paths, as BuildKit does for the names in a directory. */
    public static final Comparator<String> BY_BYTES = (left, right) -> compare(left, right, false);

    /**
     * Compares bytes, with {@code /} before every other byte, so that the contents of a directory directly follow the
     * directory.
     */
    public static final Comparator<String> BY_PARTS = (left, right) -> compare(left, right, true);

    private PathOrder() {}

    /**
     * Compares chars if both are below the surrogates, because UTF-8 preserves the order of code points; encodes the
     * paths only for other chars.
     */
    private static int compare(String left, String right, boolean slashFirst) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                if (slashFirst && (a == '/' || b == '/')) {
                    return a == '/' ? -1 : 1;
                }
                return a < Character.MIN_SURROGATE && b < Character.MIN_SURROGATE
                        ? Character.compare(a, b)
                        : Arrays.compareUnsigned(PathBytes.encode(left), PathBytes.encode(right));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Compares the bytes of two paths like {@link #BY_PARTS}; the bytes of the first path are a range of an array. */
    public static int compareParts(byte[] array, int offset, int length, byte[] other) {
        int mismatch = Arrays.mismatch(array, offset, offset + length, other, 0, other.length);
        if (mismatch < 0 || mismatch == length || mismatch == other.length) {
            return Integer.compare(length, other.length);
        }
        byte a = array[offset + mismatch];
        byte b = other[mismatch];
        return a == '/' ? -1 : b == '/' ? 1 : Byte.compareUnsigned(a, b);
    }
}
