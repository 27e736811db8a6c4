package io.jenkins.containerbuild.context;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.context.pattern.PatternList;
import io.jenkins.containerbuild.fault.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class IgnoreFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theDockerfilesOwnIgnoreFileWinsEvenIfEmpty() throws IOException {
        Path context = folder.getRoot().toPath();
        Path dockerfile = Files.createDirectories(context.resolve("docker")).resolve("App.Dockerfile");
        Files.writeString(context.resolve(".dockerignore"), "a\n");
        assertEquals(".dockerignore", IgnoreFile.find(context, dockerfile).name());

        Files.writeString(context.resolve("docker/App.Dockerfile.dockerignore"), "");
        IgnoreFile own = IgnoreFile.find(context, dockerfile);
        assertEquals("App.Dockerfile.dockerignore", own.name());
        assertTrue(own.patterns().isEmpty());
    }

    @Test
    public void aLinkIsFollowedInsideOfTheContextOnly() throws IOException {
        Path context = folder.newFolder("context").toPath();
        Path outside = Files.writeString(folder.getRoot().toPath().resolve("outside"), "a\n");
        Path link = Files.createSymbolicLink(context.resolve(".dockerignore"), outside);
        assertEquals("", IgnoreFile.find(context).name());

        Files.delete(link);
        Files.writeString(context.resolve("inside"), "a\n");
        Files.createSymbolicLink(link, Path.of("inside"));
        assertEquals(".dockerignore", IgnoreFile.find(context).name());
    }

    @Test
    public void aDirectoryOrNothingHidesNothing() throws IOException {
        Path context = folder.getRoot().toPath();
        assertEquals("", IgnoreFile.find(context).name());
        Files.createDirectory(context.resolve(".dockerignore"));
        assertEquals("", IgnoreFile.find(context).name());
    }

    @Test
    public void errorsNameTheLine() {
        assertError("a\n# b\n[\n", ".dockerignore:3: the pattern \"[\" is malformed");
        assertError("a\\\n", ".dockerignore:1: the pattern \"a\\\" is malformed");
        assertError("\n\n!\n", ".dockerignore:3: \"!\" must be followed by a pattern");
        assertError("! \n", ".dockerignore:1: \"!\" must be followed by a pattern");
        assertError("a*[]\n", ".dockerignore:1: the pattern \"a*[]\" is malformed: missing closing ]");
        assertError("a*[b-a]\n", "invalid character class range in b-a");
        assertError("a\n" + "x".repeat(65536) + "\n", ".dockerignore:2: the line is longer than 65535 bytes");
    }

    private static void assertError(String text, String message) {
        InputException error = assertThrows(InputException.class, () -> parse(text));
        assertTrue(error.getMessage(), error.getMessage().contains(message));
    }

    private static IgnoreFile parse(String text) throws IOException {
        return IgnoreFile.parse(".dockerignore", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static PatternList.Matched match(IgnoreFile file, String path) {
        PatternList.Matched matched = file.patterns().root();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            matched = file.patterns().match(path.substring(0, slash), matched);
        }
        return file.patterns().match(path, matched);
    }

    @Test
    public void decidingLineIsReported() throws IOException {
        IgnoreFile file = parse("*.txt\n!keep/*\nkeep/b.txt\n");
        assertEquals(".dockerignore:3 (keep/b.txt)", file.patterns().deciding(match(file, "keep/b.txt")));
        assertEquals(".dockerignore:1 (*.txt)", file.patterns().deciding(match(file, "a.txt")));
    }

    @Test
    public void tenThousandPatternsAreTheMost() throws IOException {
        String most = numbered("**/name%d\n", 10_000);
        assertTrue(match(parse(most), "q/name9999").selected());
        assertFalse(match(parse(most), "q/name10000").selected());
        assertError(most + "one more\n", ".dockerignore:10001: more than 10,000 patterns; replace lists");
    }

    private static String numbered(String line, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(line.formatted(i));
        }
        return text.toString();
    }

    /**
     * Without these limits, the memory of expressions and the time to match a path would be bounded only by the size of
     * the file.
     */
    @Test
    public void repetitionsAreCounted() {
        assertError("a\n" + "?{1000}".repeat(5), ".dockerignore:2: the pattern is longer than 4,096 characters");
        assertError(
                "?{1000}y\n".repeat(1000),
                ".dockerignore:395: the patterns with wildcards up to this line have more than");
    }

    /** Pattern, a path that it matches and one that it does not; what moby/patternmatcher makes of the pattern stands beside it. */
    private static final String[][] EXPRESSIONS = {
        {"**\\bin", "a/in", "a/bin"}, // ^(.*/)?\bin$
        {"*\\bx", ".x", "ax"},
        {"*\\Bx", "ax", ".x"},
        {"\\Aab", "ab", "Aab"},
        {"*b\\z", "ab", "abz"},
        {"a\\Q*b", "a[^/]*b$", "axb"}, // ^a\Q[^/]*b$
        {"a\\Q.\\E?", "a\\.x", "a.x"}, // ^a\Q\.\E[^/]$
        {"\\d\\D", "1a", "dD"},
        {"a\\Wb", "a/b", "aWb"},
        {"\\pL", "é", "1"},
        {"\\PL", "1", "é"},
        {"\\x41*", "Ab", "x41b"},
        {"\\x{e9}*", "éb", "xe9b"},
        {"\\07x*", "\u0007x", "07x"},
        {"[[:alpha:]]", "a", "1"},
        {"*a|b*", "ya", "y"},
        {"x?{2}", "xab", "xa"},
        {"\uFEFF*x", "ax", "ay"},
    };

    @Test
    public void expressionsMatchAsInGo() throws IOException {
        for (String[] row : EXPRESSIONS) {
            IgnoreFile file = parse("first\n" + row[0] + "\n");
            assertTrue(row[0] + " on " + row[1], match(file, row[1]).selected());
            assertFalse(row[0] + " on " + row[2], match(file, row[2]).selected());
        }
    }

    @Test
    public void escapesThatGoDoesNotKnowAreRefused() {
        for (String pattern :
                new String[] {"\\é*", "\\q", "\\C", "\\y*", "\\Z", "\\8", "?{1001}", "*a{3,2}", "a*{2}"}) {
            assertError("a\n" + pattern + "\n", ".dockerignore:2: the pattern \"" + pattern + "\" is malformed");
        }
    }

    @Test
    public void exceptionsBelowExcludedDirectoriesAreReached() throws IOException {
        String[][] rows = {
            {"a\\Wb", "a"}, {"a\\sb/c", "a b"}, {"x|a/b/c", "a/b"}, {"a{1}/b", "a"}, {"a/[^x]", "a/b"}, {"a/*", "a"}
        };
        for (String[] row : rows) {
            assertTrue(row[0], parse("*\n!" + row[0] + "\n").patterns().mayExcept(row[1]));
        }
        assertFalse(parse("*\n!a/*\n").patterns().mayExcept("a/b"));
        assertFalse(parse("*\n!a/*\n").patterns().mayExcept("b"));
    }

    /** A backtracking matcher takes exponential time here, so this test would not end. */
    @Test
    public void noPatternIsCatastrophic() throws IOException {
        IgnoreFile file = parse("*a".repeat(400) + "b\n" + "**/a/".repeat(400) + "b\n" + "[a]*".repeat(200) + "b\n");
        String path = "a/".repeat(800) + "a".repeat(800);
        assertTrue(!match(file, path).selected());
    }

    /** Ordinary patterns, against regular expressions of the JDK written independently of the package. */
    @Test
    public void simplePatternsMatchExpectedPaths() throws IOException {
        long seed = 20_261_125;
        Random random = new Random(seed);
        String[] parts = {"a", "b", "ab", "*", "?", "**", "a*", "*b", "a?b", "[ab]", "[^b]", "x.y"};
        String[] names = {"a", "b", "ab", "aab", "x.y", "axb", "xzy", "c"};
        int selected = 0;
        for (int i = 0; i < 50_000; i++) {
            String pattern = join(random, parts);
            String path = join(random, names);
            boolean expected = Pattern.matches(translate(pattern) + "(/.*)?", path);
            boolean found = match(parse(pattern), path).selected();
            assertEquals("seed " + seed + ": " + pattern + " on " + path, expected, found);
            selected += found ? 1 : 0;
        }
        assertTrue(selected + " of 50,000", selected > 5_000);
    }

    private static String join(Random random, String[] parts) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(4); left >= 0; left--) {
            text.append(parts[random.nextInt(parts.length)]).append(left > 0 ? "/" : "");
        }
        return text.toString();
    }

    /** Two stars are whole parts here: any directories, or at the end anything that is in the directory before. */
    private static String translate(String pattern) {
        StringBuilder regex = new StringBuilder();
        String[] parts = pattern.split("/");
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].equals("**")) {
                regex.append(last ? ".*" : "(.*/)?");
            } else {
                regex.append(parts[i].replace(".", "\\.").replace("*", "[^/]*").replace("?", "[^/]"));
                regex.append(last ? "" : "/");
            }
        }
        return regex.toString();
    }
}
