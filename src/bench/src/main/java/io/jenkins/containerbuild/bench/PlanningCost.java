package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures how long planning takes for build contexts of different sizes, of which a build needs 40 files. */
record PlanningCost(int rounds, Path work) {
    private static final int NEEDED = 40;
    private static final int[] SIZES = {1_000, 10_000, 100_000};

    /** A table in GitHub-flavoured Markdown. */
    String toMarkdown() throws IOException {
        StringBuilder text = new StringBuilder(
                "| planning, 40 files needed, milliseconds | container-build plan | warm JVM | runs |\n"
                        + "| --- | --- | --- | --- |\n");
        for (int size : SIZES) {
            Path directory = Files.createDirectory(work.resolve("context-" + size));
            fill(directory, size);
            List<Sample> processes = new ArrayList<>();
            List<Sample> calls = new ArrayList<>();
            for (int round = 0; round < rounds + 2; round++) {
                Sample process = process(directory);
                Sample call = WarmCall.measure(Map.of(), "plan", "--json", directory.toString());
                if (round >= 2) {
                    processes.add(process);
                    calls.add(call);
                }
            }
            text.append(String.format(
                    Locale.ROOT,
                    "| a context of %,d files | %.0f | %.1f | %d |%n",
                    size,
                    1e3 * Results.median(processes),
                    1e3 * Results.median(calls),
                    rounds));
            Command.deleteFolder(directory);
        }
        return text.toString();
    }

    private static void fill(Path directory, int size) throws IOException {
        Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY app/ /app/\n");
        Files.writeString(directory.resolve(".dockerignore"), ".git\n**/*.log\n");
        for (int i = 0; i < size; i++) {
            String name = i < NEEDED ? "app/file" + i + ".txt" : "other/m" + i / 100 + "/file" + i + ".txt";
            Path file = directory.resolve(name);
            if (i % 100 == 0 || i == NEEDED) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, name);
        }
    }

    private static Sample process(Path directory) {
        Command command = Command.of(
                Path.of("container-build").toAbsolutePath().toString(), "plan", "--json", directory.toString());
        long start = System.nanoTime();
        command.output();
        return new Sample((System.nanoTime() - start) / 1e9, -1);
    }
}
