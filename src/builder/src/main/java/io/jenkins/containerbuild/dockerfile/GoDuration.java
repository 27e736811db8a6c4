package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Reads and writes durations as Go does, such as {@code 1h15m30.5s}. All values are nanoseconds. */
final class GoDuration {
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private GoDuration() {}

    /** The duration in nanoseconds. Throws a {@link Mistake} if the text is not a duration or exceeds 292 years. */
    static long parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        int position = signed ? 1 : 0;
        if (text.substring(position).equals("0")) {
            return 0;
        }
        BigDecimal total = BigDecimal.ZERO;
        boolean any = false;
        while (position < text.length()) {
            int unit = endOf(text, position, "0123456789.");
            int end = unit;
            while (end < text.length() && "0123456789.".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            total = total.add(number(text, position, unit).multiply(BigDecimal.valueOf(unit(text, unit, end))));
            position = end;
            any = true;
        }
        BigInteger nanoseconds = total.setScale(0, RoundingMode.DOWN).toBigInteger();
        if (!any || nanoseconds.bitLength() > 63) {
            throw invalid(text);
        }
        return text.startsWith("-") ? -nanoseconds.longValue() : nanoseconds.longValue();
    }

    private static int endOf(String text, int start, String characters) {
        int end = start;
        while (end < text.length() && characters.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private static BigDecimal number(String text, int start, int end) {
        String number = text.substring(start, end);
        boolean digits = number.chars().anyMatch(c -> c != '.');
        boolean oneDot = number.indexOf('.') == number.lastIndexOf('.');
        int mostDigits = 40;
        if (!digits || !oneDot || number.length() > mostDigits) {
            throw invalid(text);
        }
        return new BigDecimal(number.endsWith(".") ? number + "0" : number);
    }

    private static long unit(String text, int start, int end) {
        return switch (text.substring(start, end)) {
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> MICROSECOND;
            case "ms" -> MILLISECOND;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            default -> throw invalid(text);
        };
    }

    private static Mistake invalid(String text) {
        return new Mistake(
                "invalid duration \"" + text + "\"; use a number with a unit (ns, us, ms, s, m, h), for example 30s");
    }

    /** Formats a non-negative number of nanoseconds as Go does. */
    static String format(long nanoseconds) {
        if (nanoseconds == 0) {
            return "0s";
        }
        if (nanoseconds < MICROSECOND) {
            return nanoseconds + "ns";
        }
        if (nanoseconds < MILLISECOND) {
            return fraction(nanoseconds, MICROSECOND) + "\u00b5s";
        }
        if (nanoseconds < SECOND) {
            return fraction(nanoseconds, MILLISECOND) + "ms";
        }
        long hours = nanoseconds / HOUR;
        long minutes = nanoseconds % HOUR / MINUTE;
        String seconds = fraction(nanoseconds % MINUTE, SECOND) + "s";
        if (hours > 0) {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    private static String fraction(long nanoseconds, long unit) {
        return BigDecimal.valueOf(nanoseconds)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
