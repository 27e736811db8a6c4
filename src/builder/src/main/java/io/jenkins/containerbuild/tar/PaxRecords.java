package io.jenkins.containerbuild.tar;

import io.jenkins.containerbuild.file.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The extended headers that precede a member: pax records (POSIX.1-2001), each of the form {@code "length
 * key=value\n"}, and GNU tar's long names. Later records replace earlier records with the same key.
 */
final class PaxRecords {
    static final String PATH = "path";
    static final String LINK = "linkpath";

    /**
     * Key of the map of a sparse file: comma-separated pairs of offset and length. In version 0.0 of the format, each
     * number is a separate record; {@link #put} joins these records.
     */
    static final String SPARSE_MAP = "GNU.sparse.map";

    private static final String SPARSE_OFFSET = "GNU.sparse.offset";
    private static final String SPARSE_LENGTH = "GNU.sparse.numbytes";
    private static final String XATTR = "SCHILY.xattr.";
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal LATEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /**
     * Maximum number of characters of a time, because the cost of parsing grows with the square of the number of
     * digits.
     */
    private static final int LONGEST_TIME = 60;

    private final Map<String, byte[]> records = new HashMap<>();
    private final ByteArrayOutputStream sparseMap = new ByteArrayOutputStream();

    /** Adds the records of a header; a record without a value removes the earlier record with the same key. */
    void parse(byte[] bytes) throws IOException {
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
            put(key, Arrays.copyOfRange(bytes, equals + 1, end - 1));
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
        return new IOException("an extended tar header is damaged");
    }

    void put(String key, byte[] value) {
        if (key.equals(SPARSE_OFFSET) || key.equals(SPARSE_LENGTH)) {
            if (sparseMap.size() > 0) {
                sparseMap.write(',');
            }
            sparseMap.writeBytes(value);
        } else if (value.length == 0) {
            records.remove(key);
        } else {
            records.put(key, value);
        }
    }

    private byte[] get(String key) {
        boolean collected = key.equals(SPARSE_MAP) && sparseMap.size() > 0;
        return collected ? sparseMap.toByteArray() : records.get(key);
    }

    /** Returns the text of a record, or "" if it is missing. */
    String text(String key) {
        byte[] bytes = get(key);
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Returns the path in a record, or in the given bytes if the record is missing. */
    String path(String key, byte[] otherwise) {
        byte[] bytes = get(key);
        byte[] used = bytes == null ? otherwise : bytes;
        return PathBytes.decode(used, 0, used.length);
    }

    long number(String key, long otherwise) throws IOException {
        byte[] bytes = get(key);
        return bytes == null ? otherwise : number(key, bytes);
    }

    /** Parses a number that must not be negative; the key is used in the error message. */
    static long number(String key, byte[] digits) throws IOException {
        String text = new String(digits, 0, Math.min(digits.length, LONGEST_TIME), StandardCharsets.ISO_8859_1);
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Throw the exception below, as for a negative number.
        }
        throw invalid(key, text);
    }

    static IOException invalid(String key, String found) {
        return new IOException("a tar header has an invalid " + key + ": \"" + found + "\"");
    }

    /**
     * Returns the modification time in nanoseconds since the epoch; the given seconds are used if there is no record.
     * Times that do not fit into 64 bits (before 1677 or after 2262) become the nearest time that fits.
     */
    long mtimeNanos(long seconds) throws IOException {
        byte[] bytes = get("mtime");
        String text = bytes == null ? Long.toString(seconds) : new String(bytes, StandardCharsets.US_ASCII);
        try {
            BigDecimal value = text.length() > LONGEST_TIME ? null : new BigDecimal(text);
            if (value != null && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
                return value.multiply(BILLION)
                        .setScale(0, RoundingMode.FLOOR)
                        .min(LATEST)
                        .max(LATEST.negate())
                        .longValueExact();
            }
        } catch (NumberFormatException e) {
            // Throw the exception below, as for a time that is too long.
        }
        throw new IOException("a tar header has an invalid mtime: \""
                + text.substring(0, Math.min(text.length(), LONGEST_TIME)) + "\" seconds");
    }

    /** Returns the extended attributes by full name. */
    Map<String, byte[]> xattrs() {
        Map<String, byte[]> result = new HashMap<>();
        for (Map.Entry<String, byte[]> record : records.entrySet()) {
            if (record.getKey().startsWith(XATTR)) {
                result.put(record.getKey().substring(XATTR.length()), record.getValue());
            }
        }
        return result.isEmpty() ? Map.of() : Map.copyOf(result);
    }
}
