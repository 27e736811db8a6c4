package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A test case in its own folder: a Dockerfile and its expected results. */
record GoldenFolder(Path folder) {

    static List<GoldenFolder> below(String name) {
        try (Stream<Path> folders =
                Files.list(Path.of(GoldenFolder.class.getResource(name + "/").toURI()))) {
            return folders.sorted().map(GoldenFolder::new).toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    boolean has(String name) {
        return Files.exists(file(name));
    }

    byte[] dockerfile() {
        try {
            return Files.readAllBytes(file("Dockerfile"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines(String name) {
        return has(name) ? text(name).lines().toList() : new ArrayList<>();
    }

    /**
     * The first line of {@code error} is {@code LINE: part of the message}, or only the part if the message has no
     * line.
     */
    void checkError(String message) {
        String expected = lines("error").get(0);
        int colon = expected.indexOf(": ");
        boolean numbered = colon >= 0 && expected.substring(0, colon).matches("[0-9]*");
        if (numbered) {
            String line = "Dockerfile:" + expected.substring(0, colon);
            assertTrue(this + ": expected at " + line + ": " + message, message.startsWith(line));
        }
        String part = numbered ? expected.substring(colon + 2) : expected;
        assertTrue(this + ": expected \"" + part + "\" in: " + message, message.contains(part));
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
