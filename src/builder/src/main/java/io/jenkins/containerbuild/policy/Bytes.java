package io.jenkins.containerbuild.policy;

import java.util.List;

/** Parses the sizes in a policy, which use decimal units. */
final class Bytes {
    private static final List<String> UNITS = List.of("", "kB", "MB", "GB", "TB");

    private Bytes() {}

    /** Parses {@code 500000000} or {@code 500MB}; throws {@link IllegalArgumentException} for anything else. */
    static long parse(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        int unit = UNITS.indexOf(text.substring(end).trim());
        if (end == 0 || end > 6 + 3 * (4 - Math.max(unit, 0)) || unit < 0) {
            throw new IllegalArgumentException("must be a number of bytes, for example 500000000 or 500MB (was \""
                    + YamlNode.shortened(text) + "\")");
        }
        long bytes = Long.parseLong(text.substring(0, end));
        for (int i = 0; i < unit; i++) {
            bytes = Math.multiplyExact(bytes, 1000);
        }
        return bytes;
    }
}
