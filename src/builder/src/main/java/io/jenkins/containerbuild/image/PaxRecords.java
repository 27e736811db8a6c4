package io.jenkins.containerbuild.image;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The records of a pax extended header (POSIX.1-2001), {@code "length key=value\n"} one after the other. */
final class PaxRecords {
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

    /** Characters of a time; reading a number takes time by the square of its digits. */
    private static final int LONGEST_TIME = 60;

    private PaxRecords() {}

    /** Adds the records; one without a value takes away what was there. */
    static void parse(byte[] bytes, Map<String, byte[]> records) throws IOException {
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int blank = indexOf(bytes, ' ', at);
            int length = blank < 0 ? 0 : length(bytes, at, blank);
            int end = at + length;
            if (length <= 0 || end > bytes.length || bytes[end - 1] != '\n') {
                throw damaged();
            }
            int equals = indexOf(bytes, '=', blank);
            if (equals < 0 || equals >= end) {
                throw damaged();
            }
            String key = new String(bytes, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
            if (equals + 1 == end - 1) {
                records.remove(key);
            } else {
                records.put(key, Arrays.copyOfRange(bytes, equals + 1, end - 1));
            }
            at = end;
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int length(byte[] bytes, int from, int to) throws IOException {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || value > 100_000_000) {
                throw damaged();
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static IOException damaged() {
        return new IOException("a damaged extended tar header");
    }

    static String path(Map<String, byte[]> records, String key, byte[] otherwise) {
        byte[] bytes = records.getOrDefault(key, otherwise);
        return PathBytes.decode(bytes, 0, bytes.length);
    }

    static long number(Map<String, byte[]> records, String key, long otherwise) throws IOException {
        byte[] bytes = records.get(key);
        if (bytes == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same message as for a negative number
        }
        throw new IOException(
                "a tar header whose " + key + " is \"" + new String(bytes, StandardCharsets.UTF_8) + "\"");
    }

    /** Seconds with a fraction, as nanoseconds. */
    static long nanos(Map<String, byte[]> records, String key, long seconds) throws IOException {
        byte[] bytes = records.get(key);
        String text = bytes == null ? Long.toString(seconds) : new String(bytes, StandardCharsets.US_ASCII);
        try {
            BigDecimal value = text.length() > LONGEST_TIME ? null : new BigDecimal(text);
            if (value != null && value.precision() - value.scale() <= 10) {
                return value.multiply(BILLION).longValue();
            }
        } catch (NumberFormatException e) {
            // the same message as for a time out of range
        }
        throw new IOException("a tar header whose " + key + " is \""
                + text.substring(0, Math.min(text.length(), LONGEST_TIME)) + "\" seconds");
    }
}
