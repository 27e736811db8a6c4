package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds each scenario with each peer, in turn, in one run, and writes the table into the README.
 *
 * <p>A build counts with its push to a registry on this machine. Before the counted rounds each peer builds twice, so that its caches and the
 * engine's are warm. Each build is of a state of the project that no peer has built before.
 */
public final class Benchmarks {
    private static final String BEGIN = "<!-- benchmarks: begin -->\n";
    private static final String END = "<!-- benchmarks: end -->\n";

    private final int rounds;
    private final Path work;

    private Benchmarks(int rounds, Path work) {
        this.rounds = rounds;
        this.work = work;
    }

    /** Arguments: the number of counted rounds (5 where none is given). */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 && !args[0].isEmpty() ? Integer.parseInt(args[0]) : 5;
        Path work = Files.createTempDirectory("container-build-bench");
        try {
            String table = new Benchmarks(rounds, work).run();
            System.out.println(table);
            intoReadme(table);
        } finally {
            Command.deleteFolder(work);
        }
        // Jib's HTTP client keeps threads that are no daemons.
        System.exit(0);
    }

    private String run() throws IOException, InterruptedException {
        DockerEngine engine = DockerEngine.v20().require();
        try (LocalRegistry registry = new LocalRegistry().open()) {
            String base = TestImages.java(registry);
            engine.pull(base);
            List<Peer> peers = new Peers(engine, registry, base, work).all();
            Results results = new Results(peers);
            for (Scenario scenario : Scenarios.all()) {
                measure(scenario, base, peers, results);
            }
            return results.toMarkdown();
        }
    }

    private void measure(Scenario scenario, String base, List<Peer> peers, Results results)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectory(work.resolve(scenario.name().replace(' ', '-')));
        scenario.creator().create(directory, base);
        for (int i = 0; i < 2; i++) {
            for (Peer peer : peers) {
                if (i == 0 || !peer.isMeasuredOnce()) {
                    peer.run(scenario, directory);
                }
            }
        }
        int state = 0;
        for (Scenario.Change change : scenario.changes()) {
            for (int round = 0; round < rounds; round++) {
                for (Peer peer : peers) {
                    if (round > 0 && peer.isMeasuredOnce()) {
                        continue;
                    }
                    // A state of its own for each: several share an engine, and with it what the one before has built.
                    change.edit().apply(directory, state++);
                    Sample sample = peer.run(scenario, directory);
                    results.add(scenario, change, peer, sample);
                    System.out.printf(
                            "%s, %s, %s: %.3f s%n", scenario.name(), change.name(), peer.name(), sample.seconds());
                }
            }
        }
    }

    private static void intoReadme(String table) throws IOException {
        Path readme = Path.of("README.md");
        String text = Files.exists(readme) ? Files.readString(readme) : "";
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin >= 0 && end > begin) {
            Files.writeString(readme, text.substring(0, begin + BEGIN.length()) + table + text.substring(end));
        }
    }
}
