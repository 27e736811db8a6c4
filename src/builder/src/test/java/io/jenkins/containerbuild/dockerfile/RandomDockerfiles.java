package io.jenkins.containerbuild.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Generates Dockerfiles from pieces of the language, and by changing a few bytes of the golden ones. */
final class RandomDockerfiles {
    private static final List<String> KEYWORDS = List.of(
            "FROM",
            "RUN",
            "COPY",
            "ADD",
            "ENV",
            "LABEL",
            "ARG",
            "CMD",
            "ENTRYPOINT",
            "EXPOSE",
            "VOLUME",
            "USER",
            "WORKDIR",
            "SHELL",
            "STOPSIGNAL",
            "HEALTHCHECK",
            "MAINTAINER",
            "ONBUILD",
            "ONBUILD COPY",
            "from",
            "Run",
            "FOO",
            "");
    private static final List<String> PIECES = List.of(
            " ",
            " ",
            " ",
            "  ",
            "\t",
            "a",
            "b",
            "x=y",
            "A=1",
            "$A",
            "${A}",
            "${A:-b}",
            "${B:+c}",
            "${A#",
            "${A//b/c}",
            "${A%%*}",
            "${",
            "}",
            "\"",
            "'",
            "\\",
            "`",
            "\\\n",
            "`\n",
            "\n",
            "\r\n",
            "#",
            "\n# c\n",
            "\n\n",
            "[",
            "]",
            "[\"a\", \"b\"]",
            ",",
            "[\"a\", 1]",
            "<<EOF",
            "<<-E",
            "<<\"Q\"",
            "\nEOF\n",
            "\nE\n",
            "\nQ\n",
            "<",
            "--from=a",
            "--from=0",
            "--chown=1:2",
            "--mount=type=bind,from=a,target=/x",
            "--mount=type=secret,id=s",
            "--platform=linux/amd64",
            "--",
            "--x",
            "as",
            "AS s",
            "scratch",
            "80",
            "80/udp",
            "9-7",
            "/p",
            "../q",
            "CMD",
            "NONE",
            "--interval=5s",
            "SIGTERM",
            "é",
            "日本",
            "😀",
            "\u00a0",
            "\u0000",
            "\u0085",
            "\ufeff",
            "\ufffd",
            "=",
            "==",
            ":",
            "*",
            "?",
            "/",
            "@",
            "!",
            "$",
            "$$",
            "1",
            "0");
    private static final List<String> STARTS = List.of(
            "", "", "# escape=`\n", "# syntax=x\n", "#!/bin/sh\n", "\ufeff", "FROM scratch\n", "FROM scratch AS a\n");

    private final Random random;
    private final List<byte[]> seeds;

    RandomDockerfiles(long seed) {
        this.random = new Random(seed);
        this.seeds = Stream.of("syntax", "meaning")
                .flatMap(name -> GoldenFolder.below(name).stream())
                .map(GoldenFolder::dockerfile)
                .filter(content -> content.length > 0 && content.length < 2_000)
                .toList();
    }

    byte[] next() {
        return random.nextBoolean() ? composed() : mutated();
    }

    private byte[] composed() {
        StringBuilder text = new StringBuilder(one(STARTS));
        int instructions = 1 + random.nextInt(5);
        for (int i = 0; i < instructions; i++) {
            text.append(one(KEYWORDS)).append(' ');
            int pieces = random.nextInt(10);
            for (int j = 0; j < pieces; j++) {
                text.append(one(PIECES));
            }
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String one(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private byte[] mutated() {
        byte[] content = seeds.get(random.nextInt(seeds.size())).clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            content = changed(content);
        }
        return content;
    }

    private byte[] changed(byte[] content) {
        int from = random.nextInt(content.length + 1);
        int to = Math.min(content.length, from + random.nextInt(8));
        byte[] piece =
                switch (random.nextInt(4)) {
                    case 0 -> new byte[0];
                    case 1 -> new byte[] {(byte) random.nextInt(256)};
                    case 2 -> one(PIECES).getBytes(StandardCharsets.UTF_8);
                    default -> Arrays.copyOfRange(content, from, to);
                };
        boolean insert = random.nextBoolean();
        byte[] tail = Arrays.copyOfRange(content, insert ? from : to, content.length);
        byte[] result = Arrays.copyOf(content, from + piece.length + tail.length);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(tail, 0, result, from + piece.length, tail.length);
        return result;
    }
}
