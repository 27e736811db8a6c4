package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

/** Tests which lines an engine may read as a frontend, and which frontends are Docker's own. */
public class FrontendsTest {
    private static final String[] NAMING = {
        "# syntax=evil/f:1\n",
        "#syntax = evil/f:1\n",
        "# SYNTAX=evil/f:1\n",
        "# \u017Fyntax=evil/f:1\n",
        "# foo=bar\n# syntax=evil/f:1\n",
        "# escape=`\r\n# syntax=evil/f:1\r\n",
        "# a comment\n# syntax=evil/f:1\n",
        "\n# syntax=evil/f:1\n",
        " \t# syntax=evil/f:1\n",
        "#\u00A0syntax=evil/f:1\n",
        "#\u000Bsyntax\u000B=\u000Bevil/f:1\n",
        "# foo=bar\r# syntax=evil/f:1\n",
        "#\rsyntax\r=\revil/f:1\r\n",
        "#\rsyntax=evil/f:1\n",
        "#!/bin/sh\n# syntax=evil/f:1\n",
        "#!syntax=evil/f:1\n",
        "// syntax=evil/f:1\n",
        "// check=skip\n// syntax=evil/f:1\n",
        "#!/bin/sh\n//syntax=evil/f:1\n",
        "# syntax=\"evil/f:1\"\n",
        "\uFEFF# syntax=evil/f:1\n",
        "\uFEFF#!x\n\uFEFF# syntax=evil/f:1\n",
        "\u200B# syntax=evil/f:1\n",
        "# foo\u2028# syntax=evil/f:1\n",
    };

    @Test
    public void everyLineThatAnEngineMayReadNamesAFrontend() {
        for (String head : NAMING) {
            assertEquals(head, List.of("evil/f:1"), namedIn(head + "FROM scratch\n"));
        }
        assertEquals(List.of("docker/dockerfile:1", "evil"), namedIn("# syntax=docker/dockerfile:1\n# syntax=evil\n"));
        assertEquals(List.of("docker/dockerfile:1 x"), namedIn("# syntax=docker/dockerfile:1 x\nFROM scratch\n"));
    }

    @Test
    public void jsonNamesAFrontend() {
        for (String head : new String[] {"", "#!x\n", "\uFEFF", "\n\t"}) {
            assertEquals(
                    head, 1, namedIn(head + "{\"synta\\u0078\": \"evil/f:1\"}").size());
        }
    }

    @Test
    public void linesAfterTheFirstInstructionNameNoFrontend() {
        assertEquals(List.of(), namedIn("FROM scratch\n# syntax=evil/f:1\n"));
        assertEquals(List.of(), namedIn("# about syntax: none\n# the syntax=x\n#\nFROM scratch\n"));
        assertEquals(List.of(), namedIn(""));
    }

    private static List<String> namedIn(String dockerfile) {
        return Frontends.namedIn(dockerfile.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void versionsThatIsolateCachesAreDockersOwn() {
        for (String own : new String[] {
            "docker/dockerfile",
            "docker/dockerfile:1",
            "docker.io/docker/dockerfile:1.7",
            "docker/dockerfile:1.2.1-labs",
            "docker/dockerfile:1.10",
            "docker/dockerfile:1-labs",
            "docker/dockerfile:1 argument",
            "docker/dockerfile-upstream:master"
        }) {
            assertTrue(own, Frontends.isDockersOwn(own));
        }
        for (String other : new String[] {
            "docker/dockerfile:experimental",
            "docker/dockerfile:1.0-experimental",
            "docker/dockerfile:1.1",
            "docker/dockerfile:1.1.7",
            "docker/dockerfile:1.0",
            "docker/dockerfile@sha256:" + "0".repeat(64),
            "docker/dockerfile:1@sha256:" + "0".repeat(64),
            "docker/dockerfile:1\tx",
            "evil.example/docker/dockerfile:1",
            "docker/dockerfile/evil",
            "docker/dockerfiles",
            ""
        }) {
            assertFalse(other, Frontends.isDockersOwn(other));
        }
    }
}
