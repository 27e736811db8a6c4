package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.report.BuildReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Records of builds that never were. */
final class Records {
    static final Instant FIRST = Instant.parse("2026-11-01T08:00:00Z");
    static final String SHOP = "registry.example/shop/app";

    private Records() {}

    /** Build {@code number} of an image; its figures follow from the number. */
    static HistoryRecord of(String image, int number) {
        boolean reused = number % 7 == 0;
        long application = 20_000_000 + number * 400_000L + number % 5 * 1_300_000L;
        long slow = number == 18 ? 9 : 1;
        return new HistoryRecord(
                FIRST.plusSeconds(number * 5_400L),
                new HistoryRecord.Build(Integer.toString(number), "../" + number + "/"),
                new HistoryRecord.Image(
                        image,
                        List.of(Integer.toString(number), "latest"),
                        Digest.of(new byte[] {(byte) number}).toString(),
                        51_200_000 + application,
                        51_200_000,
                        4),
                reused ? 240 : 1_100 + slow * 700 + number % 4 * 150,
                reused ? phases(60, 40, 0, 0, 90) : phases(120, 80, 0, slow * 700, 650),
                new BuildReport.Context(-1, -1, -1, 120 + number, application / 2),
                new EnumMap<>(
                        reused
                                ? Map.of(Outcome.REUSED, 6)
                                : Map.of(Outcome.CACHED, 2 + number % 3, Outcome.MADE, 4 - number % 3)),
                reused ? "nothing changed since build " + (number - 1) : "",
                new BuildReport.BuilderUsed("embedded", "no RUN instruction in the reachable stages"),
                new BuildReport.Base(
                        "java-17",
                        "registry.example/base/java:17",
                        Digest.of(new byte[] {17}),
                        51_200_000,
                        "linux/amd64"),
                number % 4);
    }

    private static Map<Phase, Long> phases(long resolve, long context, long pull, long build, long push) {
        return new EnumMap<>(Map.of(
                Phase.RESOLVE,
                resolve,
                Phase.CONTEXT,
                context,
                Phase.PULL,
                pull,
                Phase.BUILD,
                build,
                Phase.PUSH,
                push));
    }

    /** Builds 1 to {@code last} of an image. */
    static List<HistoryRecord> upTo(String image, int last) {
        List<HistoryRecord> records = new ArrayList<>();
        for (int number = 1; number <= last; number++) {
            records.add(of(image, number));
        }
        return records;
    }
}
