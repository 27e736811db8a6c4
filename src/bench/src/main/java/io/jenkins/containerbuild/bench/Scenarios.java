package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/** The projects that are measured. Their files are made from fixed seeds, so that every run measures the same. */
final class Scenarios {
    private static final int JAR_BYTES = 20_000_000;

    private Scenarios() {}

    static List<Scenario> all() {
        return List.of(service(), fullCopy());
    }

    /** A 20 MB jar and 40 small files in a tree of 20,000 files and 300 MB that the container does not need. */
    private static Scenario service() {
        return new Scenario(
                "service",
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
                List.of(
                        new Scenario.Change("nothing changed", (directory, round) -> {}),
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
                        })),
                List.of(
                        new JibPeer.CopiedPath("config", "/app/config"),
                        new JibPeer.CopiedPath("target/app.jar", "/app/app.jar")));
    }

    /** 5,000 files of 20 kB, all needed. */
    private static Scenario fullCopy() {
        return new Scenario(
                "full copy",
                (directory, base) -> {
                    Files.writeString(directory.resolve("Dockerfile"), """
                            FROM %s
                            COPY site/ /srv/site/
                            """.formatted(base));
                    fillSite(directory, 5_000_000L);
                },
                List.of(
                        new Scenario.Change("nothing changed", (directory, round) -> {}),
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

    /** Bytes that shrink about as much as source text does. */
    private static void text(Path file, int bytes, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(bytes + 16);
        while (text.length() < bytes) {
            text.append(Long.toString(random.nextLong(1_000_000), 36)).append(random.nextInt(8) == 0 ? "\n" : " ");
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.substring(0, bytes));
    }

    /** Bytes that are compressed already, as those of a jar are. */
    private static void jar(Path file, long seed) throws IOException {
        Files.createDirectories(file.getParent());
        Random random = new Random(seed);
        byte[] block = new byte[100_000];
        byte[] squeezed = new byte[120_000];
        Deflater deflater = new Deflater();
        int left = JAR_BYTES;
        try (OutputStream out = Files.newOutputStream(file)) {
            while (left > 0) {
                random.nextBytes(block);
                deflater.reset();
                deflater.setInput(block);
                deflater.finish();
                int length = Math.min(left, deflater.deflate(squeezed));
                out.write(squeezed, 0, length);
                left -= length;
            }
        } finally {
            deflater.end();
        }
    }
}
