package io.jenkins.containerbuild.policy;

import java.util.List;
import java.util.Locale;

/** Numbers of bytes for people, in powers of ten. */
final class Bytes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Bytes() {}

    static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double number = bytes;
        int unit = -1;
        while (number >= 999.5 && unit < UNITS.length - 1) {
            number /= 1000;
            unit++;
        }
        return String.format(
                Locale.ROOT, number < 10 ? "%.2f %s" : number < 100 ? "%.1f %s" : "%.0f %s", number, UNITS[unit]);
    }

    /** Reads {@code 500000000} or {@code 500MB}; throws {@link IllegalArgumentException} for anything else. */
    static long parse(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        int unit =
                List.of("", "kB", "MB", "GB", "TB").indexOf(text.substring(end).trim());
        if (end == 0 || end > 6 + 3 * (4 - Math.max(unit, 0)) || unit < 0) {
            throw new IllegalArgumentException(
                    "\"" + YamlNode.shortened(text) + "\" is no number of bytes; 500000000 or 500MB would do");
        }
        long bytes = Long.parseLong(text.substring(0, end));
        for (int i = 0; i < unit; i++) {
            bytes = Math.multiplyExact(bytes, 1000);
        }
        return bytes;
    }
}
