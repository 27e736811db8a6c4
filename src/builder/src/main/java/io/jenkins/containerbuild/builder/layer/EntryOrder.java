package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.image.PathBytes;
import java.util.Arrays;
import java.util.Comparator;

/** The order of a layer's entries: a directory comes before its contents, and these before the directory's siblings. */
public final class EntryOrder {
    /** Compares paths by bytes; a slash sorts before every other byte. */
    public static final Comparator<String> BY_PATH = EntryOrder::compare;

    private EntryOrder() {}

    private static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                if (a == '/' || b == '/') {
                    return a == '/' ? -1 : 1;
                }
                // UTF-16 and UTF-8 have the same order except for surrogates.
                return a < Character.MIN_SURROGATE && b < Character.MIN_SURROGATE
                        ? a - b
                        : Arrays.compareUnsigned(PathBytes.encode(left), PathBytes.encode(right));
            }
        }
        return left.length() - right.length();
    }
}
