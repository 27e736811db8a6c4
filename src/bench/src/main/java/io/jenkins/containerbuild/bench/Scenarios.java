package io.jenkins.containerbuild.bench;

import static io.jenkins.containerbuild.bench.ProjectFiles.jar;
import static io.jenkins.containerbuild.bench.ProjectFiles.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Defines the scenarios that are measured. */
final class Scenarios {
    private static final List<Scenario.Change> NOTHING = List.of(Scenario.Change.NOTHING);

    private Scenarios() {}

    static List<Scenario> all() {
        return List.of(
                service("service", Scenario.Agent.USUAL, serviceChanges()),
                fullCopy(),
                monorepo(),
                withRun("with RUN", Scenario.Agent.NEWER_ENGINE, runChanges()),
                service("fresh agent: service", Scenario.Agent.FRESH, NOTHING),
                withRun("fresh agent: with RUN", Scenario.Agent.FRESH, NOTHING));
    }

    static Scenario named(String name) {
        return all().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A 20 MB jar and 40 small files, in a context with 20,000 other files (300 MB) that the image does not need. */
    private static Scenario service(String name, Scenario.Agent agent, List<Scenario.Change> changes) {
        return new Scenario(
                name,
                agent,
                "Dockerfile",
                (directory, base) -> {
                    Files.writeString(directory.resolve("Dockerfile"), """
                            FROM %s
                            WORKDIR /app
                            COPY config/ config/
                            COPY target/app.jar app.jar
                            EXPOSE 8080
                            CMD ["java", "-jar", "app.jar"]
                            """.formatted(base));
                    jar(directory.resolve("target/app.jar"), 0);
                    for (int i = 0; i < 40; i++) {
                        text(directory.resolve("config/part" + i + ".properties"), 2_000, i);
                    }
                    for (int i = 0; i < 20_000; i++) {
                        text(directory.resolve("node_modules/m" + i / 100 + "/file" + i + ".js"), 15_000, i);
                    }
                },
                changes,
                List.of(
                        new JibPeer.CopiedPath("config", "/app/config"),
                        new JibPeer.CopiedPath("target/app.jar", "/app/app.jar")));
    }

    private static List<Scenario.Change> serviceChanges() {
        return List.of(
                Scenario.Change.NOTHING,
                new Scenario.Change(
                        "one small file",
                        (directory, round) ->
                                text(directory.resolve("config/part7.properties"), 2_000, 1_000_000L + round)),
                new Scenario.Change(
                        "the 20 MB jar",
                        (directory, round) -> jar(directory.resolve("target/app.jar"), 2_000_000L + round)),
                new Scenario.Change("all new", (directory, round) -> {
                    jar(directory.resolve("target/app.jar"), 3_000_000L + round);
                    for (int i = 0; i < 40; i++) {
                        text(
                                directory.resolve("config/part" + i + ".properties"),
                                2_000,
                                4_000_000L + 100L * round + i);
                    }
                }));
    }

    /** 5,000 files of 20 kB, all of which the image needs. */
    private static Scenario fullCopy() {
        return new Scenario(
                "full copy",
                Scenario.Agent.USUAL,
                "Dockerfile",
                (directory, base) -> {
                    Files.writeString(directory.resolve("Dockerfile"), """
                            FROM %s
                            COPY site/ /srv/site/
                            """.formatted(base));
                    fillSite(directory, 5_000_000L);
                },
                List.of(
                        Scenario.Change.NOTHING,
                        new Scenario.Change(
                                "one file of 5,000",
                                (directory, round) -> text(sitePage(directory, 2_500), 20_000, 6_000_000L + round)),
                        new Scenario.Change(
                                "all new", (directory, round) -> fillSite(directory, 7_000_000L + 10_000L * round))),
                List.of(new JibPeer.CopiedPath("site", "/srv/site")));
    }

    private static void fillSite(Path directory, long seed) throws IOException {
        for (int i = 0; i < 5_000; i++) {
            text(sitePage(directory, i), 20_000, seed + i);
        }
    }

    private static Path sitePage(Path directory, int number) {
        return directory.resolve("site/d" + number / 50 + "/page" + number + ".html");
    }

    /**
     * 40 services with 490 files each and 400 shared files, 20,000 files in total; one of the services is built.
     */
    private static Scenario monorepo() {
        return new Scenario(
                "monorepo",
                Scenario.Agent.USUAL,
                "services/s07/Dockerfile",
                (directory, base) -> {
                    for (int i = 0; i < 400; i++) {
                        text(directory.resolve("shared/m" + i / 20 + "/file" + i + ".js"), 4_000, 8_000_000L + i);
                    }
                    for (int i = 0; i < 40 * 490; i++) {
                        text(monorepoFile(directory, i / 490, i % 490), 4_000, 9_000_000L + i);
                    }
                    Files.writeString(directory.resolve("services/s07/Dockerfile"), """
                            FROM %s
                            WORKDIR /app
                            COPY shared/ shared/
                            COPY services/s07/ service/
                            CMD ["java", "-jar", "service/main.jar"]
                            """.formatted(base));
                },
                List.of(
                        Scenario.Change.NOTHING,
                        new Scenario.Change(
                                "one file",
                                (directory, round) ->
                                        text(monorepoFile(directory, 7, 100), 4_000, 10_000_000L + round))),
                List.of(
                        new JibPeer.CopiedPath("shared", "/app/shared"),
                        new JibPeer.CopiedPath("services/s07", "/app/service")));
    }

    private static Path monorepoFile(Path directory, int service, int number) {
        return directory.resolve("services/s%02d/src/m%d/file%d.js".formatted(service, number / 20, number));
    }

    /** Two stages; the first stage processes 40 files, which takes about one second of CPU time. */
    private static Scenario withRun(String name, Scenario.Agent agent, List<Scenario.Change> changes) {
        return new Scenario(
                name,
                agent,
                "Dockerfile",
                (directory, base) -> {
                    Files.writeString(directory.resolve("Dockerfile"), """
                            FROM %s AS build
                            WORKDIR /src
                            COPY src/ ./
                            RUN n=0; while [ $n -lt 1200000 ]; do n=$((n+1)); done; cat *.txt | sort >/result.txt
                            FROM %1$s
                            WORKDIR /app
                            COPY --from=build /result.txt ./
                            CMD ["cat", "result.txt"]
                            """.formatted(base));
                    for (int i = 0; i < 40; i++) {
                        text(directory.resolve("src/part" + i + ".txt"), 4_000, 11_000_000L + i);
                    }
                },
                changes,
                List.of());
    }

    private static List<Scenario.Change> runChanges() {
        return List.of(
                Scenario.Change.NOTHING,
                new Scenario.Change(
                        "one file",
                        (directory, round) -> text(directory.resolve("src/part7.txt"), 4_000, 12_000_000L + round)));
    }
}
