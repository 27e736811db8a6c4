package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Small projects, and edits of them as people and their tools make: of files, of the Dockerfile, of what is asked for. */
final class RandomEdits {
    private static final List<String> PATHS =
            List.of("a", "b", "c.txt", "d/a", "d/b", "d/e/a", "d/e/f", "d/x.log", "g/a", "ctx:a");
    private static final List<String> SOURCES = List.of(
            "a", "b", "c.txt", "d", "d/", "d/*", "d/e", "*.txt", "g", ".", "?", "a b", "d g", "ctx:a", "l", "l/a");
    private static final List<String> ARCHIVES = List.of("k.tar", "d/k.tgz");
    private static final List<String> DESTINATIONS = List.of("/", "/x/", "/x/y/", "/z/", "x/", "./", "/etc/");
    private static final List<String> WORDS = List.of("a", "b", "1", "2", "$A", "${A}", "$B", "${C:-d}", "x$A");

    private final Random random;
    private final TestProject project;
    private final List<String> lines = new ArrayList<>();
    private final String base;
    private int edits;

    RandomEdits(Random random, TestProject project, String base) {
        this.random = random;
        this.project = project;
        this.base = base;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A project to begin with. */
    void begin() {
        for (int i = 0; i < 7; i++) {
            writeFile();
        }
        ARCHIVES.forEach(this::writeArchive);
        lines.add("ARG A=1");
        lines.add("FROM " + from());
        addInstructions();
        lines.add("FROM " + from() + " AS other");
        addInstructions();
        lines.add("FROM " + any(List.of("scratch", base, "other")));
        addInstructions();
        lines.add("COPY --from=" + any(List.of("0", "other")) + " / /copied/");
        writeDockerfile();
    }

    private String from() {
        return any(List.of("scratch", base));
    }

    private void addInstructions() {
        for (int i = random.nextInt(4); i >= 0; i--) {
            lines.add(instruction());
        }
    }

    private String instruction() {
        String word = any(WORDS);
        return switch (random.nextInt(18)) {
            case 0, 1, 2 -> "COPY " + flags() + any(SOURCES) + " " + any(DESTINATIONS);
            case 3 -> "ADD " + any(random.nextBoolean() ? SOURCES : ARCHIVES) + " " + any(DESTINATIONS);
            case 4 ->
                "COPY --from=" + any(List.of("0", "1", "other", "named", base)) + " "
                        + any(List.of("a", "/", "d", "etc", "x")) + " " + any(DESTINATIONS);
            case 5 -> "ENV " + any(List.of("A", "B", "E")) + "=" + word;
            case 6 -> "ARG " + any(List.of("A", "B", "C")) + any(List.of("", "=" + word));
            case 7 -> "LABEL l=" + word + " m=" + any(WORDS);
            case 8 -> "WORKDIR " + any(List.of("/w", "w", "/x/y", "$A"));
            case 9 -> "USER " + any(List.of("root", "app", "7", "7:8"));
            case 10 -> "COPY <<E /in/" + any(List.of("a", "b")) + "\n" + word + "\nE";
            case 11 -> "EXPOSE " + any(List.of("80", "81 82", "82 81"));
            case 12 -> "CMD " + any(List.of("[\"a\"]", "a " + word, "[\"a\", \"b\"]"));
            case 13 -> "ENTRYPOINT " + any(List.of("[\"a\"]", "a"));
            case 14 -> "SHELL [\"/bin/" + any(List.of("sh", "bash")) + "\"]";
            case 15 -> "VOLUME " + any(List.of("/v", "/v /w"));
            case 16 -> "STOPSIGNAL " + any(List.of("SIGINT", "9"));
            default -> "ONBUILD " + any(List.of("ENV O=1", "COPY a /onbuild", "LABEL o=$A"));
        };
    }

    private String flags() {
        return any(List.of(
                "",
                "",
                "",
                "--chmod=600 ",
                "--chown=app ",
                "--chown=5:6 ",
                "--link ",
                "--parents ",
                "--exclude=*.log "));
    }

    /** One edit; gives what it was, for messages. */
    String edit() {
        edits++;
        int kind = random.nextInt(26);
        switch (kind) {
            case 0, 1, 2, 3 -> writeFile();
            case 4 -> deleteOne();
            case 5 -> changeMode();
            case 6 -> link();
            case 7 -> touch();
            case 8 ->
                project.write(".dockerignore", any(List.of("", "*.log\n", "d/e\n", "g\n", "d\n!d/a\n", "**/a\n")));
            case 9 -> makeDirectory();
            case 10, 11 -> lines.add(between(1), instruction());
            case 12 -> removeLine();
            case 13 -> lines.set(between(2), instruction());
            case 14 -> swap();
            case 15 -> lines.add(between(1), any(List.of("# comment " + edits, "", "   ")));
            case 16 ->
                lines.replaceAll(
                        line -> random.nextInt(6) == 0 && !line.contains("<<") ? line.replace(" ", "  ") : line);
            case 17 -> lines.add(1, "FROM scratch AS s" + edits + "\nENV Z=" + edits);
            case 18 -> project.buildArgs.put(any(List.of("A", "B", "C", "D")), any(List.of("1", "2", "x")));
            case 19 -> project.buildArgs.remove(any(List.of("A", "B", "C", "D")));
            case 20 -> project.labels.put(any(List.of("l", "k")), any(List.of("1", "2")));
            case 21 -> project.labels.clear();
            case 22 -> options();
            case 23, 24 -> writeArchive(any(ARCHIVES));
            default -> project.write("../named/" + any(List.of("a", "d/a", "b")), any(WORDS));
        }
        writeDockerfile();
        return "edit " + edits + " of kind " + kind;
    }

    /** A place from that line on. */
    private int between(int first) {
        return first + random.nextInt(Math.max(1, lines.size() - first));
    }

    private void removeLine() {
        int at = between(1);
        if (lines.size() > 6 && !lines.get(at).startsWith("FROM")) {
            lines.remove(at);
        }
    }

    private void swap() {
        int at = between(2);
        if (at + 1 < lines.size() && !(lines.get(at) + lines.get(at + 1)).contains("FROM")) {
            lines.add(at, lines.remove(at + 1));
        }
    }

    private void options() {
        switch (random.nextInt(4)) {
            case 0 -> project.target = any(List.of("", "", "other", "0"));
            case 1 -> project.annotations.put("k", any(List.of("1", "2")));
            case 2 -> project.sourceDateEpoch = Optional.of(1_600_000_000L + random.nextInt(2));
            default ->
                project.options = new BuildOptions(
                        false,
                        any(List.of(BuildOptions.Compression.values())),
                        any(List.of(BuildOptions.LayerSplit.values())));
        }
    }

    /** Takes back an edit of the Dockerfile that made it wrong, and brings back the files that it may miss. */
    void restore(List<String> before) {
        for (String path : List.of("a", "b", "c.txt", "d/a", "d/e/f", "g/a", "ctx:a")) {
            if (!Files.exists(project.context.resolve(path))) {
                makeRoom(path);
                project.write(path, "back");
            }
        }
        ARCHIVES.stream()
                .filter(path -> !Files.isRegularFile(project.context.resolve(path)))
                .forEach(this::writeArchive);
        if (!Files.exists(project.context.resolve("l"))) {
            makeRoom("l");
            project.link("l", "d");
        }
        project.write(".dockerignore", "");
        lines.clear();
        lines.addAll(before);
        writeDockerfile();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private void writeDockerfile() {
        project.write("Dockerfile", String.join("\n", lines) + "\n");
    }

    private void writeFile() {
        String path = any(PATHS);
        makeRoom(path);
        project.write(path, any(WORDS) + random.nextInt(3));
    }

    private void writeArchive(String path) {
        makeRoom(path);
        RandomArchive.write(random, project.context.resolve(path));
    }

    private Path existing() {
        try (Stream<Path> walk = Files.walk(project.context)) {
            List<Path> all = walk.filter(path -> !path.equals(project.context)
                            && !path.getFileName().toString().startsWith(".dockerignore")
                            && !path.getFileName().toString().equals("Dockerfile"))
                    .toList();
            return all.isEmpty() ? null : any(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteOne() {
        delete(existing());
    }

    private static void delete(Path path) {
        if (path == null) {
            return;
        }
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever stands where the path or its directory shall be. */
    private void makeRoom(String path) {
        Path file = project.context.resolve(path);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            delete(file);
        }
        for (Path parent = file.getParent(); !parent.equals(project.context); parent = parent.getParent()) {
            if (Files.exists(parent, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                delete(parent);
            }
        }
    }

    private void changeMode() {
        Path path = existing();
        if (path == null || Files.isSymbolicLink(path)) {
            return;
        }
        try {
            String mode = any(List.of("rwxr-xr-x", "rwx------", "rw-r--r--", "rwxrwxrwx"));
            // Who is not root could no longer enter it.
            boolean shut = Files.isDirectory(path) && mode.equals("rw-r--r--");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(shut ? "rwxr--r--" : mode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void link() {
        String path = any(List.of("l", "d/l", "b"));
        makeRoom(path);
        project.write("d/a", "linked");
        if (random.nextInt(3) == 0) {
            project.hardLink(path, "d/a");
        } else {
            project.link(path, any(List.of("d", "a", "d/e", "../a", "nowhere")));
        }
    }

    /** Some times are before the epoch, and so show in the image. */
    private void touch() {
        Path path = existing();
        if (path == null || Files.isSymbolicLink(path)) {
            return;
        }
        try {
            Files.setLastModifiedTime(
                    path, FileTime.fromMillis(1000L * any(List.of(1_500_000_000, 1_700_000_000, 1_700_000_001))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeDirectory() {
        try {
            Path directory = project.context.resolve(any(List.of("d/empty", "g/empty", "d/e/empty")));
            makeRoom(project.context.relativize(directory).toString());
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
