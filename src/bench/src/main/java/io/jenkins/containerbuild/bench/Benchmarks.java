package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures every scenario with every peer and writes the tables to docs/benchmarks.md. The peers take turns.
 *
 * <p>The measured time includes the push to a registry on this machine. Before the measured rounds, each peer builds
 * twice to warm up its own caches and the engine's caches. Unless a scenario measures unchanged projects, each build
 * uses a state of the project that no peer has built before.
 */
public final class Benchmarks {
    private static final String BEGIN = "<!-- benchmarks: begin -->\n";
    private static final String END = "<!-- benchmarks: end -->\n";
    private static final String PLANNING = "planning";

    private final int rounds;
    private final Path work;
    private final Results results = new Results();
    private final long started = System.nanoTime();

    /**
     * Number of the next state of the project. Each run of the benchmarks begins with a different number, because
     * engines cache earlier builds.
     */
    private int state = (int) (System.currentTimeMillis() / 1000 % 1_000_000) * 1_000;

    private Benchmarks(int rounds, Path work) {
        this.rounds = rounds;
        this.work = work;
    }

    /**
     * Arguments: the number of measured rounds, and optionally the names of scenarios, separated by commas. If names
     * are given, the tables are only printed and not written to the documentation.
     */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        List<String> names = new ArrayList<>();
        Scenarios.all().forEach(scenario -> names.add(scenario.name()));
        names.add(PLANNING);
        boolean all = args.length < 2 || args[1].isBlank();
        List<String> chosen = all
                ? names
                : Arrays.stream(args[1].split(",")).map(String::strip).toList();
        if (!names.containsAll(chosen)) {
            throw new IllegalArgumentException("-Dbench.scenarios=" + args[1] + ": there are " + names);
        }
        Path work = Files.createTempDirectory("container-build-bench");
        try {
            String tables = new Benchmarks(rounds, work).run(chosen);
            System.out.println(tables);
            if (all) {
                writeTables(tables);
            }
        } finally {
            Command.deleteFolder(work);
        }
        // The HTTP client of Jib leaves non-daemon threads.
        System.exit(0);
    }

    private String run(List<String> chosen) throws IOException, InterruptedException {
        List<String> tables = new ArrayList<>();
        try (LocalRegistry registry = new LocalRegistry().open()) {
            String base = TestImages.java(registry);
            for (Scenario scenario : Scenarios.all()) {
                if (chosen.contains(scenario.name())) {
                    measure(scenario, registry, base);
                }
            }
        }
        if (chosen.stream().anyMatch(name -> !name.equals(PLANNING))) {
            tables.add(results.toMarkdown());
        }
        if (chosen.contains(PLANNING)) {
            tables.add(new PlanningCost(rounds, work).toMarkdown());
        }
        return String.join("\n", tables);
    }

    private void measure(Scenario scenario, LocalRegistry registry, String base)
            throws IOException, InterruptedException {
        if (scenario.agent() == Scenario.Agent.FRESH) {
            try (EmptyEngine engine = EmptyEngine.start(work.resolve("engine.log"))) {
                Peers peers = new Peers(engine.host(), registry, base, work);
                measure(scenario, base, peers.onFreshAgent(scenario, engine));
            }
            return;
        }
        boolean newer = scenario.agent() == Scenario.Agent.NEWER_ENGINE;
        DockerEngine engine = (newer ? DockerEngine.v26() : DockerEngine.v20()).require();
        engine.pull(base);
        Peers peers = new Peers(engine.host(), registry, base, work);
        measure(scenario, base, scenario.files().isEmpty() ? peers.ofCommands() : peers.ofCopies());
    }

    private void measure(Scenario scenario, String base, List<Peer> peers) throws IOException, InterruptedException {
        progress(scenario.name() + ": making the project and warming up");
        Path directory = Files.createDirectory(work.resolve(scenario.imageName()));
        scenario.creator().create(directory, base);
        for (int i = 0; i < 2; i++) {
            for (Peer peer : peers) {
                if (i == 0 || !peer.isMeasuredOnce()) {
                    peer.run(scenario, directory);
                }
            }
        }
        for (Scenario.Change change : scenario.changes()) {
            for (int round = 0; round < rounds; round++) {
                for (Peer peer : peers) {
                    if (round > 0 && peer.isMeasuredOnce()) {
                        continue;
                    }
                    // Peers that share an engine also share its cache, so each peer builds a different state.
                    change.edit().apply(directory, state++);
                    Sample sample = peer.run(scenario, directory);
                    results.add(scenario, change, peer, sample);
                    progress("%s, %s, round %d, %s: %.3f s"
                            .formatted(scenario.name(), change.name(), round + 1, peer.name(), sample.seconds()));
                }
            }
        }
        Command.deleteFolder(directory);
    }

    private void progress(String text) {
        System.out.printf("[%4d s] %s%n", (System.nanoTime() - started) / 1_000_000_000, text);
    }

    private static void writeTables(String tables) throws IOException {
        Path page = Path.of("docs", "benchmarks.md");
        String text = Files.exists(page) ? Files.readString(page) : "";
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin >= 0 && end > begin) {
            Files.writeString(page, text.substring(0, begin + BEGIN.length()) + tables + text.substring(end));
        }
    }
}
