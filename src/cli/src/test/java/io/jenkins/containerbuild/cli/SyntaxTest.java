package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** Options are read as Docker's command line reads them. */
public class SyntaxTest {
    private static final Syntax SYNTAX = new Syntax(
            "test",
            "Tests.",
            Option.flag("--push", "").withLetter("-p"),
            Option.value("--file", "FILE", "").withLetter("-f"),
            Option.list("--tag", "REF", "").withLetter("-t"));

    @Test
    public void valuesStandBesideOrBehindAnEqualsSign() {
        for (String line : List.of("--file x", "--file=x", "-f x", "-fx", "-f=x", "-f y -f x")) {
            assertEquals(line, "x", read(line).value("--file", ""));
        }
        assertEquals("", read("--file=").value("--file", "absent"));
        assertEquals("absent", read("").value("--file", "absent"));
        assertEquals("a=b", read("--file=a=b").value("--file", ""));
        assertEquals("-", read("-f -").value("--file", ""));
        assertEquals("--push", read("--file --push").value("--file", ""));
        assertEquals(List.of("a", "b", "c"), read("-t a --tag=b -tc").values("--tag"));
    }

    @Test
    public void flagsMaySayNo() {
        for (String line : List.of("--push", "-p", "--push=true", "-p=1", "--push=false --push")) {
            assertTrue(line, read(line).flag("--push"));
        }
        for (String line : List.of("", "--push=false", "-p=0", "--push --push=f")) {
            assertTrue(line, !read(line).flag("--push"));
        }
        assertEquals("a flag takes no word", List.of("x"), read("--push x").operands());
    }

    @Test
    public void operandsStandAnywhere() {
        assertEquals(List.of("a", "b"), read("a --push b").operands());
        assertEquals(List.of("-", "--push"), read("- -- --push").operands());
        assertEquals(List.of("x", "--"), read("x -- --").operands());
    }

    private static Arguments read(String line) {
        return SYNTAX.read(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
