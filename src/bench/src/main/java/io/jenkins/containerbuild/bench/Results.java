package io.jenkins.containerbuild.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Collects samples by row (scenario and change) and tool, and creates tables with their medians. */
final class Results {
    private static final String HELLO = Peers.NAMES.get(8);

    private final Map<String, Map<Peer, List<Sample>>> rows = new LinkedHashMap<>();

    void add(Scenario scenario, Scenario.Change change, Peer peer, Sample sample) {
        rows.computeIfAbsent(scenario.name() + ", " + change.name(), key -> new LinkedHashMap<>())
                .computeIfAbsent(peer, key -> new ArrayList<>())
                .add(sample);
    }

    /** GitHub-flavoured Markdown: a table of seconds, the rows in which another tool was faster, peak memory. */
    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        header(text, "build + push, seconds", "runs");
        rows.forEach((row, samples) -> {
            text.append("| ").append(row);
            for (String name : Peers.NAMES) {
                text.append(" | ")
                        .append(peer(samples, name)
                                .map(peer -> seconds(samples, peer))
                                .orElse("–"));
            }
            text.append(" | ").append(runs(samples)).append(" |\n");
        });
        text.append('\n').append(defeats()).append('\n');
        header(text, "peak memory of the largest process, MB", null);
        rows.forEach((row, samples) -> {
            text.append("| ").append(row);
            for (String name : Peers.NAMES) {
                text.append(" | ")
                        .append(peer(samples, name)
                                .map(peer -> megabytes(samples.get(peer)))
                                .orElse("–"));
            }
            text.append(" |\n");
        });
        return text.toString();
    }

    private static void header(StringBuilder text, String corner, String last) {
        List<String> columns = new ArrayList<>(List.of(corner));
        columns.addAll(Peers.NAMES);
        if (last != null) {
            columns.add(last);
        }
        text.append("| ").append(String.join(" | ", columns)).append(" |\n|");
        text.append(" --- |".repeat(columns.size())).append('\n');
    }

    private static Optional<Peer> peer(Map<Peer, List<Sample>> samples, String name) {
        return samples.keySet().stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst();
    }

    /**
     * The median time of a tool. The time of this project is followed by its ratio to the fastest other process and by
     * a second ratio: to warm Jib if this project was measured in a warm JVM, otherwise to a JVM that prints hello.
     */
    private static String seconds(Map<Peer, List<Sample>> samples, Peer peer) {
        double seconds = median(samples.get(peer));
        String text = String.format(Locale.ROOT, "%.2f", seconds);
        if (!peer.ours()) {
            return text;
        }
        String ratio = fastest(samples, other -> !other.isWarm())
                .map(other -> times(samples, peer, other))
                .orElse("");
        String warm = !peer.isWarm()
                ? ""
                : fastest(samples, Peer::isWarm)
                        .map(other -> "; " + times(samples, peer, other) + " of warm Jib")
                        .orElse("");
        String hello = peer.isWarm()
                ? ""
                : peer(samples, HELLO)
                        .map(other -> "; " + times(samples, peer, other) + " of hello")
                        .orElse("");
        return text + " (" + ratio + warm + hello + ")";
    }

    private static Optional<Peer> fastest(Map<Peer, List<Sample>> samples, Predicate<Peer> among) {
        return samples.keySet().stream()
                .filter(peer -> !peer.ours() && !peer.name().equals(HELLO) && among.test(peer))
                .min((a, b) -> Double.compare(median(samples.get(a)), median(samples.get(b))));
    }

    private static String times(Map<Peer, List<Sample>> samples, Peer ours, Peer other) {
        return String.format(Locale.ROOT, "×%.2f", median(samples.get(ours)) / median(samples.get(other)));
    }

    /** The rows in which another tool was faster than this project. */
    private String defeats() {
        List<String> defeats = new ArrayList<>();
        rows.forEach(
                (row, samples) -> samples.keySet().stream().filter(Peer::ours).forEach(ours -> fastest(
                                samples, other -> other.isWarm() == ours.isWarm())
                        .filter(other -> median(samples.get(other)) < median(samples.get(ours)))
                        .ifPresent(other -> defeats.add(
                                row + " (" + other.name() + "; ours takes " + times(samples, ours, other) + ")"))));
        return defeats.isEmpty()
                ? "No tool was faster than this project in any row (processes and warm JVMs compared separately).\n"
                : "Faster than this project (processes and warm JVMs compared separately): "
                        + String.join("; ", defeats) + ".\n";
    }

    /** Number of runs from which a table row was computed; tools with fewer runs are listed separately. */
    private static String runs(Map<Peer, List<Sample>> samples) {
        int most = samples.values().stream().mapToInt(List::size).max().orElseThrow();
        List<String> fewer = new ArrayList<>();
        samples.forEach((peer, of) -> {
            if (of.size() < most) {
                fewer.add(peer.name().replaceAll(".*\\((.*)\\)", "$1") + " " + of.size());
            }
        });
        return most + (fewer.isEmpty() ? "" : "; " + String.join(", ", fewer));
    }

    static double median(List<Sample> samples) {
        double[] sorted = samples.stream().mapToDouble(Sample::seconds).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String megabytes(List<Sample> samples) {
        long most = samples.stream().mapToLong(Sample::peakKilobytes).max().orElseThrow();
        return most < 0 ? "–" : Long.toString(Math.round(most / 1024.0));
    }
}
