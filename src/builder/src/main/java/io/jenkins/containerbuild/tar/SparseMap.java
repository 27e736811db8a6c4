package io.jenkins.containerbuild.tar;

import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.tar.TarSection.Extent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the map of a sparse file, which lists the parts that the archive stores, in the three formats of GNU tar's pax
 * archives: versions 0.0, 0.1 and 1.0.
 */
final class SparseMap {
    private static final String PREFIX = "GNU.sparse.";

    /** Maximum number of stored parts of a file; GNU tar starts a new part after each hole of at least 512 bytes. */
    private static final int MOST_PARTS = 200_000;

    private SparseMap() {}

    /** Whether the map precedes the content (version 1.0). */
    static boolean isInContent(PaxRecords records) {
        return records.text(PREFIX + "major").equals("1")
                && records.text(PREFIX + "minor").equals("0");
    }

    /** Whether the map is in the extended header (versions 0.0 and 0.1). */
    static boolean isInHeader(PaxRecords records) {
        String major = records.text(PREFIX + "major");
        String minor = records.text(PREFIX + "minor");
        boolean named = major.equals("0") && (minor.equals("0") || minor.equals("1"));
        return named
                || major.isEmpty()
                        && minor.isEmpty()
                        && !records.text(PaxRecords.SPARSE_MAP).isEmpty();
    }

    /** Returns the size of the whole file in bytes, including holes. */
    static long size(PaxRecords records) throws IOException {
        String key = records.text(PREFIX + "size").isEmpty() ? "realsize" : "size";
        return records.number(PREFIX + key, 0);
    }

    /** Reads the map from an extended header. */
    static List<Extent> ofHeader(PaxRecords records, long size) throws IOException {
        String map = records.text(PaxRecords.SPARSE_MAP);
        return map.isEmpty() ? List.of() : extents(map.split(",", 2 * MOST_PARTS + 1), 0, size);
    }

    /**
     * The map that precedes the content: one decimal number per line. The first number is the number of pairs that
     * follow.
     */
    static final class Lines {
        private final List<String> numbers = new ArrayList<>();
        private final StringBuilder digits = new StringBuilder();
        private long expected = 1;

        /** Adds the next block; returns whether the map is now complete. */
        boolean add(byte[] block) throws IOException {
            for (byte next : block) {
                if (numbers.size() == expected) {
                    return true;
                }
                if (next == '\n') {
                    end();
                } else {
                    digits.append((char) (next & 0xFF));
                }
                if (digits.length() > Long.toString(Long.MAX_VALUE).length()) {
                    throw damaged();
                }
            }
            return numbers.size() == expected;
        }

        private void end() throws IOException {
            numbers.add(digits.toString());
            digits.setLength(0);
            if (numbers.size() == 1) {
                long parts = number(numbers.get(0));
                if (parts > MOST_PARTS) {
                    throw new LimitException("a sparse file has " + parts + " parts, more than " + MOST_PARTS);
                }
                expected = 1 + 2 * parts;
            }
        }

        List<Extent> extents(long size) throws IOException {
            return SparseMap.extents(numbers.toArray(new String[0]), 1, size);
        }
    }

    private static List<Extent> extents(String[] numbers, int from, long size) throws IOException {
        if ((numbers.length - from) % 2 != 0) {
            throw damaged();
        }
        List<Extent> result = new ArrayList<>();
        long last = 0;
        for (int i = from; i < numbers.length; i += 2) {
            Extent extent = new Extent(number(numbers[i]), number(numbers[i + 1]));
            if (extent.offset() < last || extent.length() > size - extent.offset()) {
                throw damaged();
            }
            last = extent.offset() + extent.length();
            result.add(extent);
        }
        return List.copyOf(result);
    }

    private static long number(String text) throws IOException {
        return PaxRecords.number("sparse map", text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static IOException damaged() {
        return new IOException("the map of a sparse file is damaged");
    }
}
