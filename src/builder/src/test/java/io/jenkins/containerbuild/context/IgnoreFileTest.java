package io.jenkins.containerbuild.context;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
        assertError("\n\n!\n", ".dockerignore:3: \"!\" excepts nothing");
        assertError("! \n", ".dockerignore:1: \"!\" excepts nothing");
        assertError("a*[]\n", ".dockerignore:1: the pattern \"a*[]\" is malformed: a [ is not closed");
        assertError("a*[b-a]\n", "the range b-a runs backwards");
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
    public void theDecidingLineIsTold() throws IOException {
        IgnoreFile file = parse("*.txt\n!keep/*\nkeep/b.txt\n");
        assertEquals(".dockerignore:3 (keep/b.txt)", file.patterns().deciding(match(file, "keep/b.txt")));
        assertEquals(".dockerignore:1 (*.txt)", file.patterns().deciding(match(file, "a.txt")));
    }

    /** Each of a million patterns is of a kind of its own; 20,000 paths are matched against all. */
    @Test
    public void aMillionPatternsAreFound() throws IOException {
        StringBuilder text = new StringBuilder();
        String[] kinds = {
            "dir%d/file",
            "**/name%d",
            "top%d/**",
            "*.ext%d",
            "a%d*/b",
            "x%d?",
            "!keep%d",
            "*mid%d*",
            "sub/[a-z]%d",
            "**/%d/*.c"
        };
        for (int i = 0; i < 1_000_000; i++) {
            text.append(kinds[i % kinds.length].formatted(i)).append('\n');
        }
        long start = System.nanoTime();
        IgnoreFile file = parse(text.toString());
        text.setLength(0);
        int selected = 0;
        for (int i = 0; i < 20_000; i++) {
            selected += match(file, "some/dir/file" + i + ".txt").selected() ? 1 : 0;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertEquals(0, selected);
        assertTrue(match(file, "q/name1").selected());
        assertTrue(match(file, "top2/x/y").selected());
        assertTrue(match(file, "file.ext3").selected());
        assertTrue(match(file, "a4zz/b").selected());
        assertTrue(match(file, "oxmid7x").selected());
        assertTrue(match(file, "sub/k8").selected());
        assertTrue(match(file, "z/9/f.c").selected());
        System.gc();
        long megabytes =
                (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
        System.out.printf("1,000,000 patterns, 20,000 paths: %.1f s, %d MB in use%n", seconds, megabytes);
        assertTrue(seconds + " s", seconds < 120);
        assertTrue(megabytes + " MB", megabytes < 700);
        assertEquals(
                Optional.empty(), Optional.ofNullable(match(file, "nothing").selected() ? "selected" : null));
    }

    /** A backtracking matcher would need longer than the universe is old. */
    @Test(timeout = 60_000)
    public void noPatternIsCatastrophic() throws IOException {
        IgnoreFile file = parse("*a".repeat(400) + "b\n" + "**/a/".repeat(400) + "b\n" + "[a]*".repeat(200) + "b\n");
        String path = "a/".repeat(800) + "a".repeat(800);
        assertTrue(!match(file, path).selected());
    }

    /** Ordinary patterns, against regular expressions of the JDK written independently of the package. */
    @Test
    public void ordinaryPatternsMeanWhatTheyLookLike() throws IOException {
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
