package io.jenkins.containerbuild.measure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Formats figures for people, everywhere in the library, the command line and the plugin. {@code figures.js} formats
 * figures in web pages in the same way; a test compares both with the same table. All values are rounded half up.
 */
public final class Figures {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

    private Figures() {}

    /**
     * Formats bytes with three significant digits, in decimal units: {@code 999 B}, {@code 51.2 MB}; "" if negative.
     */
    public static String bytes(long bytes) {
        if (bytes < 0) {
            return "";
        }
        BigDecimal rounded = BigDecimal.valueOf(bytes).round(THREE_DIGITS);
        int exponent = rounded.precision() - rounded.scale() - 1;
        int unit = exponent / 3;
        int decimals = unit == 0 ? 0 : 2 - exponent % 3;
        return rounded.movePointLeft(3 * unit).setScale(decimals, RoundingMode.UNNECESSARY) + " " + UNITS[unit];
    }

    /** The percentage by which a number exceeds {@code before}, rounded; 0 if {@code before} is not positive. */
    public static long percent(long number, long before) {
        return before <= 0 ? 0 : Math.round(100.0 * (number - before) / before);
    }

    /** Formats the percentage by which a number exceeds {@code before}: {@code −33 %}, {@code +4 %}, {@code ±0 %}. */
    public static String change(long number, long before) {
        return change(percent(number, before));
    }

    /** Formats a change in percent, with its sign. */
    public static String change(long percent) {
        return (percent < 0 ? "−" : percent > 0 ? "+" : "±") + Math.abs(percent) + " %";
    }

    /** Formats a duration in milliseconds: {@code 335 ms}, {@code 1.2 s}, {@code 2 min 05 s}; "" if negative. */
    public static String duration(long millis) {
        if (millis < 0) {
            return "";
        }
        if (millis < 1000) {
            return millis + " ms";
        }
        long tenths = Math.round(millis / 100.0);
        if (tenths < 600) {
            return tenths / 10 + "." + tenths % 10 + " s";
        }
        long seconds = Math.round(millis / 1000.0);
        return seconds / 60 + " min " + (seconds % 60 < 10 ? "0" : "") + seconds % 60 + " s";
    }

    /** Formats milliseconds as seconds, as in BuildKit's progress lines: {@code 0.2s}, {@code 75.0s}. */
    public static String progressSeconds(long millis) {
        long tenths = Math.round(millis / 100.0);
        return tenths / 10 + "." + tenths % 10 + "s";
    }

    /** Formats a count with thousands separators: {@code 20,040}; "" if negative. */
    public static String count(long count) {
        if (count < 0) {
            return "";
        }
        StringBuilder text = new StringBuilder(String.valueOf(count));
        for (int at = text.length() - 3; at > 0; at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }

    /** Formats a count with a noun in the singular or plural: {@code 1 file}, {@code 2 files}. */
    public static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
