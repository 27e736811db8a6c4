package io.jenkins.containerbuild.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Samples by row (scenario and change) and peer, and the tables made of their medians. */
final class Results {
    private final List<Peer> peers;
    private final Map<String, Map<Peer, List<Sample>>> rows = new LinkedHashMap<>();

    Results(List<Peer> peers) {
        this.peers = peers;
    }

    void add(Scenario scenario, Scenario.Change change, Peer peer, Sample sample) {
        rows.computeIfAbsent(scenario.name() + ", " + change.name(), key -> new LinkedHashMap<>())
                .computeIfAbsent(peer, key -> new ArrayList<>())
                .add(sample);
    }

    /** GitHub-flavoured Markdown: seconds, then peak memory. */
    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        header(text, "build + push, seconds");
        rows.forEach((row, samples) -> {
            text.append("| ").append(row);
            for (Peer peer : peers) {
                text.append(" | ").append(seconds(samples.get(peer)));
                if (peer.ours() && samples.containsKey(peer)) {
                    text.append(ratio(samples, peer));
                }
            }
            text.append(" |\n");
        });
        text.append('\n');
        header(text, "peak memory of the largest process, MB");
        rows.forEach((row, samples) -> {
            text.append("| ").append(row);
            for (Peer peer : peers) {
                text.append(" | ").append(megabytes(samples.get(peer)));
            }
            text.append(" |\n");
        });
        return text.toString();
    }

    private void header(StringBuilder text, String corner) {
        text.append("| ").append(corner);
        peers.forEach(peer -> text.append(" | ").append(peer.name()));
        text.append(" |\n|").append(" --- |".repeat(peers.size() + 1)).append('\n');
    }

    private static String seconds(List<Sample> samples) {
        return samples == null ? "–" : String.format(Locale.ROOT, "%.2f", median(samples));
    }

    /** Against the fastest of the others in the same run: a whole process against whole processes, a warm JVM against all. */
    private static String ratio(Map<Peer, List<Sample>> samples, Peer ours) {
        OptionalDouble fastest = samples.entrySet().stream()
                .filter(entry -> !entry.getKey().ours())
                .filter(entry -> isWarm(samples.get(ours)) || !isWarm(entry.getValue()))
                .mapToDouble(entry -> median(entry.getValue()))
                .min();
        return fastest.isEmpty()
                ? ""
                : String.format(Locale.ROOT, " (×%.2f)", median(samples.get(ours)) / fastest.getAsDouble());
    }

    private static boolean isWarm(List<Sample> samples) {
        return samples.get(0).peakKilobytes() < 0;
    }

    private static double median(List<Sample> samples) {
        double[] sorted = samples.stream().mapToDouble(Sample::seconds).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String megabytes(List<Sample> samples) {
        if (samples == null || isWarm(samples)) {
            return "–";
        }
        long most = samples.stream().mapToLong(Sample::peakKilobytes).max().orElseThrow();
        return Long.toString(Math.round(most / 1024.0));
    }
}
