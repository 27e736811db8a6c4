package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ParseCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void printsOneObject() throws IOException {
        Path file = dockerfile("# syntax=docker/dockerfile:1\nRUN --mount=type=cache,target=/x <<EOF\nhello\nEOF\n");
        Ran ran = Ran.of("parse", file.toString());

        assertEquals(ran.err(), 0, ran.status());
        assertEquals("", ran.err());
        JsonObject json = JsonObject.parse(ran.outBytes());
        assertEquals(Map.of("syntax", "docker/dockerfile:1"), json.stringMap("directives"));
        JsonObject run = json.objects("instructions").get(0);
        assertEquals("RUN", run.string("keyword"));
        assertEquals(2, run.number("line"));
        assertEquals(4, run.number("endLine"));
        assertEquals(List.of("--mount=type=cache,target=/x"), run.strings("flags"));
        assertEquals("shell", run.string("form"));
        assertEquals("hello\n", run.objects("heredocs").get(0).string("content"));
    }

    @Test
    public void textIsUtf8WhateverTheLocale() throws IOException {
        Path file = dockerfile("FROM scratch\nLABEL name=\"Größe 😀\"\n");
        assertTrue(Ran.of("parse", file.toString()).out().contains("Größe 😀"));
    }

    @Test
    public void anErrorNamesFileAndLine() throws IOException {
        Path file = dockerfile("FROM scratch\n\nRUN <<EOF\nhello\n");
        Ran ran = Ran.of("parse", file.toString());

        assertEquals(1, ran.status());
        assertEquals("", ran.out());
        assertTrue(ran.err(), ran.err().startsWith(file + ":3: "));
    }

    @Test
    public void anEmptyFileIsAnError() throws IOException {
        Ran ran = Ran.of("parse", dockerfile("").toString());
        assertEquals(1, ran.status());
        assertEquals("", ran.out());
    }

    @Test
    public void aFileThatCannotBeReadIsNamed() {
        Path missing = folder.getRoot().toPath().resolve("missing");
        Ran ran = Ran.of("parse", missing.toString());
        assertEquals(1, ran.status());
        assertEquals(missing + " does not exist\n", ran.err());

        Ran directory = Ran.of("parse", folder.getRoot().toString());
        assertEquals(1, directory.status());
        assertTrue(directory.err(), directory.err().contains("it is a directory"));
    }

    private Path dockerfile(String text) throws IOException {
        return Files.write(folder.getRoot().toPath().resolve("Dockerfile"), text.getBytes(StandardCharsets.UTF_8));
    }
}
