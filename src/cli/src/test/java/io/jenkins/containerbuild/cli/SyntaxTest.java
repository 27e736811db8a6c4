package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** Options are read as by Docker's command line. */
public class SyntaxTest {
    private static Syntax syntax() {
        return new Syntax(
                "test",
                "Tests.",
                Syntax.flag("", "-p", "--push"),
                Syntax.value("FILE", "", "-f", "--file"),
                Syntax.list("REF", "", "-t", "--tag"),
                Syntax.unsupported("--later"));
    }

    @Test
    public void valuesFollowDirectlyOrAfterAnEqualsSign() {
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
    public void flagsAcceptTruthValues() {
        for (String line : List.of("--push", "-p", "--push=true", "-p=1", "--push=false --push")) {
            assertTrue(line, read(line).flag("--push"));
        }
        for (String line : List.of("", "--push=false", "-p=0", "--push --push=f")) {
            assertTrue(line, !read(line).flag("--push"));
        }
        assertEquals("a flag takes no word", List.of("x"), read("--push x").operands());
    }

    @Test
    public void operandsMayStandAnywhere() {
        assertEquals(List.of("a", "b"), read("a --push b").operands());
        assertEquals(List.of("-", "--push"), read("- -- --push").operands());
        assertEquals(List.of("x", "--"), read("x -- --").operands());
    }

    @Test
    public void shortOptionsMayBeJoined() {
        Arguments arguments = read("-pt a .");
        assertTrue(arguments.flag("--push"));
        assertEquals(List.of("a"), arguments.values("--tag"));
        assertEquals(List.of("."), arguments.operands());
    }

    @Test
    public void noArgumentNamesAFileOfArguments() {
        assertEquals(List.of("@a", "'b'", "${c}"), read("@a 'b' ${c}").operands());
        assertEquals("@a", read("-f @a").value("--file", ""));
    }

    @Test
    public void unsupportedOptionIsRefusedUnlessItAsksForNothing() {
        for (String line : List.of("--later", "--later x", "--later=x", "--later=true")) {
            assertThrows(line, UsageException.class, () -> read(line));
        }
        assertEquals(List.of("x"), read("--later=false x").operands());
    }

    private static Arguments read(String line) {
        return syntax().read(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
