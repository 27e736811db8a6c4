package io.jenkins.containerbuild.testing;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** Figures and their texts, to which the formatters in Java and in pages are held. */
public final class FigureCases {
    public static final Map<Long, String> BYTES = Map.ofEntries(
            Map.entry(0L, "0 B"),
            Map.entry(1L, "1 B"),
            Map.entry(10L, "10 B"),
            Map.entry(999L, "999 B"),
            Map.entry(1_000L, "1.00 kB"),
            Map.entry(1_004L, "1.00 kB"),
            Map.entry(1_005L, "1.01 kB"),
            Map.entry(9_994L, "9.99 kB"),
            Map.entry(9_995L, "10.0 kB"),
            Map.entry(99_949L, "99.9 kB"),
            Map.entry(99_950L, "100 kB"),
            Map.entry(999_499L, "999 kB"),
            Map.entry(999_500L, "1.00 MB"),
            Map.entry(1_059_999L, "1.06 MB"),
            Map.entry(1_994_999L, "1.99 MB"),
            Map.entry(1_995_000L, "2.00 MB"),
            Map.entry(2_004_999L, "2.00 MB"),
            Map.entry(51_234_567L, "51.2 MB"),
            Map.entry(999_499_999L, "999 MB"),
            Map.entry(999_999_999L, "1.00 GB"),
            Map.entry(2_000_000_000L, "2.00 GB"),
            Map.entry(1_234_000_000_000L, "1.23 TB"),
            Map.entry(7_000_000_000_000_000L, "7.00 PB"));

    /** In milliseconds. */
    public static final Map<Long, String> DURATIONS = Map.ofEntries(
            Map.entry(0L, "0 ms"),
            Map.entry(999L, "999 ms"),
            Map.entry(1_000L, "1.0 s"),
            Map.entry(1_049L, "1.0 s"),
            Map.entry(1_050L, "1.1 s"),
            Map.entry(1_299L, "1.3 s"),
            Map.entry(1_949L, "1.9 s"),
            Map.entry(1_950L, "2.0 s"),
            Map.entry(59_949L, "59.9 s"),
            Map.entry(59_950L, "1 min 00 s"),
            Map.entry(60_000L, "1 min 00 s"),
            Map.entry(119_499L, "1 min 59 s"),
            Map.entry(119_500L, "2 min 00 s"),
            Map.entry(125_900L, "2 min 06 s"),
            Map.entry(3_600_000L, "60 min 00 s"));

    private FigureCases() {}

    /** Numbers of every size up to 2^53, with those about half a digit among them; the same for the same seed. */
    public static List<Long> numbers(long seed) {
        Random random = new Random(seed);
        return LongStream.generate(() -> (random.nextLong() >>> 11 + random.nextInt(50)) / 5 * 5)
                .limit(1_000)
                .boxed()
                .toList();
    }
}
