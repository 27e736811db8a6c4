package io.jenkins.containerbuild.builder.embedded;

import java.util.List;
import java.util.Random;

/** Dockerfiles that copy odd things to odd places of the odd base, in one or two stages. */
final class RandomTransfers {
    private static final List<String> SOURCES = List.of(
            "a.txt",
            "b.txt",
            "dir",
            "dir/",
            "dir/sub",
            "web",
            "hard",
            "merge",
            "link-file",
            "link-dir",
            "suid",
            "link",
            "*.txt",
            "w*",
            "hard/*",
            "dir/sub/th?ee",
            "nothing*",
            "a.txt b.txt",
            "web hard",
            "dir/emptydir");
    private static final List<String> DESTINATIONS = List.of(
            "/",
            "/x",
            "/x/",
            "/x/y/z",
            "/app",
            "/app/",
            "/app/new",
            "/app/bin/",
            "/srv",
            "/srv/",
            "/srv/www",
            "/srv/file",
            "/srv/link",
            "/dangling",
            "/dangling/",
            "/outside/",
            "/opt/locked",
            "/opt/locked/a/b/",
            "/etc/motd",
            "/tmp/t",
            "rel",
            "rel/",
            "../up/",
            ".",
            "/x/y");
    private static final List<String> OWNERS =
            List.of("", "", "", "--chown=3:4 ", "--chown=app ", "--chown=app:staff ", "--chown=7 ");
    private static final List<String> MODES = List.of("", "", "", "", "--chmod=640 ", "--chmod=2755 ");
    private static final List<String> ARCHIVES = List.of("arch.tar", "arch.tar.gz", "over.tar", "evil.tar");
    private static final List<String> STAGED =
            List.of("/x", "/app", "/srv", "/srv/", "/opt", "/etc/motd", "/x/y", "/", "/srv/link", "/tmp");

    private final Random random;

    RandomTransfers(Random random) {
        this.random = random;
    }

    String dockerfile() {
        StringBuilder text = new StringBuilder("FROM $BASE AS one\n");
        instructions(text, "");
        if (random.nextBoolean()) {
            text.append(random.nextBoolean() ? "FROM $BASE\n" : "FROM scratch\n");
            text.append("COPY --from=one ")
                    .append(any(List.of("", "--chown=8:9 ")))
                    .append(any(STAGED))
                    .append(' ');
            text.append(any(List.of("/", "/from", "/from/", "/srv/"))).append('\n');
        }
        return text.toString();
    }

    private void instructions(StringBuilder text, String from) {
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 ->
                    text.append("WORKDIR ")
                            .append(any(List.of("/work", "/app/w", "sub", "/opt/locked/w", "/srv")))
                            .append('\n');
                case 1 ->
                    text.append("USER ")
                            .append(any(List.of("app", "0", "12:13", "app:staff")))
                            .append('\n');
                case 2 ->
                    text.append("ADD ")
                            .append(any(OWNERS))
                            .append(any(ARCHIVES))
                            .append(' ')
                            .append(any(DESTINATIONS))
                            .append('\n');
                default ->
                    text.append("COPY ")
                            .append(from)
                            .append(any(OWNERS))
                            .append(any(MODES))
                            .append(any(SOURCES))
                            .append(' ')
                            .append(any(DESTINATIONS))
                            .append('\n');
            }
        }
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
