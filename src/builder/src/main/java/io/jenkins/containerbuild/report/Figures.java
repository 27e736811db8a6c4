package io.jenkins.containerbuild.report;

/** Figures for people, in decimal units, as registries and buildx show them. */
public final class Figures {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Figures() {}

    /** Bytes with three significant digits: {@code 999 B}, {@code 1.50 kB}, {@code 51.2 MB}; "" for what is not known. */
    public static String bytes(long bytes) {
        if (bytes < 0) {
            return "";
        }
        long unit = 1;
        int index = 0;
        while (index < UNITS.length - 1 && bytes / unit >= 1000) {
            unit *= 1000;
            index++;
        }
        if (index == 0) {
            return bytes + " B";
        }
        long whole = bytes / unit;
        String fraction = String.valueOf(1000 + (bytes % unit) / (unit / 1000)).substring(1);
        String digits = whole >= 100 ? "" : "." + fraction.substring(0, whole >= 10 ? 1 : 2);
        return whole + digits + " " + UNITS[index];
    }

    /** Percent by which a number is more or less than another, which is more than 0: {@code −33 %}, {@code +4 %}, {@code ±0 %}. */
    public static String change(long number, long before) {
        long percent = before <= 0 ? 0 : Math.round(100.0 * (number - before) / before);
        return (percent < 0 ? "−" : percent > 0 ? "+" : "±") + Math.abs(percent) + " %";
    }

    /** Milliseconds: {@code 12ms}, {@code 1.2s}, {@code 2m05s}; "" for what is not known. */
    public static String time(long millis) {
        if (millis < 0) {
            return "";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            return millis / 1000 + "." + millis % 1000 / 100 + "s";
        }
        long seconds = millis / 1000;
        return seconds / 60 + "m" + (seconds % 60 < 10 ? "0" : "") + seconds % 60 + "s";
    }

    /** Milliseconds as pages show them, and figures.js writes them: {@code 335 ms}, {@code 1.2 s}, {@code 2 min 05 s}; "" for what is not known. */
    public static String duration(long millis) {
        if (millis < 0) {
            return "";
        }
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return millis / 1000 + "." + millis % 1000 / 100 + " s";
        }
        long seconds = millis / 1000;
        return seconds / 60 + " min " + (seconds % 60 < 10 ? "0" : "") + seconds % 60 + " s";
    }

    /** A count, thousands apart: {@code 20,040}; "" for what is not known. */
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

    /** {@code 1 file}, {@code 2 files}. */
    public static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
