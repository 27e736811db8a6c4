package io.jenkins.containerbuild.context;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ContextPlannerTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A context, COPY lines (LINE SOURCES), and the files with the lines that need them. */
    private record Needs(String tree, String ignore, List<String> copies, String files) {}

    private static final List<Needs> TABLE = List.of(
            new Needs("a b c", "", List.of("2 a"), "a:2"),
            new Needs("a b c", "", List.of("2 a", "5 a b"), "a:2,5 b:5"),
            new Needs("a b c", "", List.of("5 a", "2 a"), "a:2,5"),
            new Needs("a b", "", List.of("2 a ./a /a ../a"), "a:2"),
            new Needs("d/a d/e/b d/empty/", "", List.of("2 d"), "d/a:2 d/e/:2 d/e/b:2 d/empty/:2"),
            new Needs("d/a d/e/b", "", List.of("2 d/e", "3 d"), "d/a:3 d/e/:3 d/e/b:2,3"),
            new Needs("empty/ a", "", List.of("2 empty"), "empty/:2"),
            new Needs("d/x a", "x y\nd/*", List.of("2 d"), "d/:2"),
            new Needs("a d/b", "", List.of("2 ."), "a:2 d/:2 d/b:2"),
            new Needs("a-b a/c a.b", "", List.of("2 ."), "a-b:2 a.b:2 a/:2 a/c:2"),
            new Needs("real link=>real", "", List.of("2 link"), "link:2 real:2"),
            new Needs("real l1=>l2 l2=>real", "", List.of("2 l1"), "l1:2 l2:2 real:2"),
            new Needs("d/a link=>d", "", List.of("2 link"), "d/a:2 link:2"),
            new Needs("d/a link=>d", "", List.of("2 link/a"), "d/a:2 link:2"),
            new Needs("d/a link=>d", "", List.of("2 link/*"), "d/a:2 link:2"),
            new Needs("d/l=>../real real", "", List.of("2 d"), "d/l:2"),
            new Needs("d/l=>../real real", "", List.of("2 d/l"), "d/l:2 real:2"),
            new Needs("d/l=>../real real", "", List.of("2 d", "3 d/*"), "d/l:2,3 real:3"),
            new Needs("real d/real d/l=>/real", "", List.of("2 d/l"), "d/l:2 real:2"),
            new Needs("real d/real d/l=>../../../real", "", List.of("2 d/l"), "d/l:2 real:2"),
            new Needs("e/ link=>e", "", List.of("2 link"), "e/:2 link:2"),
            new Needs("a.txt b.md", "", List.of("2 *.none"), ""),
            new Needs("a.txt b.md c.txt", "", List.of("2 *.txt"), "a.txt:2 c.txt:2"),
            new Needs("x/y/a x/y/b", "", List.of("2 --parents x/y/a"), "x/:2 x/y/:2 x/y/a:2"),
            new Needs("d/a d/b", "", List.of("2 --exclude=a d"), "d/b:2"),
            new Needs("d/a d/b a", "", List.of("2 mount d"), "d/a:2 d/b:2"),
            new Needs("d/a b", "", List.of("2 mount ."), "b:2 d/:2 d/a:2"),
            new Needs("* b", "", List.of("2 mount *"), "*:2"),
            new Needs("d/a d/b.log b", "**/*.log", List.of("2 d", "4 b"), "b:4 d/a:2"));

    @Test
    public void listsExactlyTheNeededFiles() throws IOException {
        for (Needs needs : TABLE) {
            DiskTree tree = create(needs.tree(), needs.ignore());
            List<String> found = new ArrayList<>();
            for (NeededFile file : ContextPlanner.plan(tree, "Dockerfile", sources(needs.copies()))
                    .files()) {
                found.add(file.path() + ":" + file.lines().toString().replaceAll("[\\[\\] ]", ""));
            }
            found.removeIf(each -> each.startsWith(".dockerignore"));
            assertEquals(needs.toString(), needs.files(), String.join(" ", found));
        }
    }

    private static List<CopySource> sources(List<String> copies) {
        List<CopySource> sources = new ArrayList<>();
        for (String copy : copies) {
            List<String> words = new ArrayList<>(List.of(copy.split(" ")));
            int line = Integer.parseInt(words.remove(0));
            if (words.get(0).equals("mount")) {
                sources.add(CopySource.ofMount(line, words.get(1)));
                continue;
            }
            boolean parents = words.remove("--parents");
            List<String> excludes =
                    words.stream().filter(word -> word.startsWith("--exclude=")).toList();
            words.removeAll(excludes);
            sources.add(new CopySource(
                    line,
                    words,
                    excludes.stream().map(word -> word.substring(10)).toList(),
                    parents));
        }
        return sources;
    }

    private DiskTree create(String tree, String ignore) throws IOException {
        List<String> lines = ignore.isEmpty() ? List.of() : List.of(ignore.split("\n"));
        Path context = new CopyCases.World("", List.of(tree.split(" ")), lines, List.of())
                .create(folder.newFolder().toPath());
        return DiskTree.of(context, IgnoreFile.find(context), "context");
    }

    @Test
    public void aMissingSourceIsAnErrorOfItsLine() throws IOException {
        DiskTree tree = create("a", "");
        InputException error = assertThrows(
                InputException.class,
                () -> ContextPlanner.plan(tree, "docker/App.Dockerfile", sources(List.of("2 a", "12 b"))));
        assertEquals(
                "docker/App.Dockerfile:12: \"/b\" not found in the context; did you mean \"a\"?", error.getMessage());
        assertThrows(
                InputException.class, () -> ContextPlanner.plan(tree, "Dockerfile", sources(List.of("3 mount b"))));
    }

    @Test
    public void whoOnlyLooksMayLookWhereNoDirectoryIs() throws IOException {
        DiskTree tree = create("a d/x.txt", "");
        List<CopySource> wildcard = sources(List.of("2 none/*.txt d/*.txt"));
        assertThrows(InputException.class, () -> ContextPlanner.plan(tree, "Dockerfile", wildcard));
        assertEquals(
                List.of("d/x.txt"),
                ContextPlanner.preview(tree, "Dockerfile", wildcard).files().stream()
                        .map(NeededFile::path)
                        .toList());
        assertThrows(
                InputException.class, () -> ContextPlanner.preview(tree, "Dockerfile", sources(List.of("2 none"))));
    }

    @Test
    public void modesAreFourOctalDigitsAsOnDisk() throws IOException {
        DiskTree tree = create("a b d/", "");
        Files.setPosixFilePermissions(tree.root().resolve("a"), PosixFilePermissions.fromString("r-----rwx"));
        Files.setAttribute(tree.root().resolve("b"), "unix:mode", 04755);
        List<NeededFile> files = ContextPlanner.plan(tree, "Dockerfile", sources(List.of("2 a b")))
                .files();
        assertEquals(0407, files.get(0).node().mode());
        assertEquals(04755, files.get(1).node().mode());
    }

    @Test
    public void bytesAndFilesAreCountedPerLine() throws IOException {
        DiskTree tree = create("one d/two d/l=>two", "");
        ContextPlan plan = ContextPlanner.plan(tree, "Dockerfile", sources(List.of("2 .", "3 d", "4 one")));
        assertEquals(3, plan.sentFiles());
        assertEquals("one".length() + "d/two".length(), plan.sentBytes());
        assertEquals(2, plan.filesOf(3));
        assertEquals("d/two".length(), plan.bytesOf(3));
        assertEquals(1, plan.filesOf(4));
    }

    @Test
    public void totalsIncludeIgnoredFiles() throws IOException {
        DiskTree tree = create("one d/two d/x.log y.log/z", "**/*.log\n!d/x.log");
        ContextPlan plan = ContextPlanner.plan(tree, "Dockerfile", sources(List.of("2 one")));
        ContextTotals totals = ContextTotals.of(tree, plan);
        assertEquals(5, totals.files());
        assertEquals(Files.size(tree.root().resolve(".dockerignore")) + 3 + 5 + 7 + 7, totals.bytes());
        assertEquals(1, totals.ignoredFiles());
    }

    @Test
    public void directoriesOfWhichNothingIsNeededAreLeftOut() throws IOException {
        assertLeftOut("2 top", "app 3 19, doc 2 14");
        assertLeftOut("2 app/a", "app/b 2 14, doc 2 14");
        assertLeftOut("2 doc/e", "app 3 19");
        assertLeftOut("2 app/empty", "app/b 2 14, doc 2 14");
        assertLeftOut("2 .", "");
    }

    private void assertLeftOut(String source, String expected) throws IOException {
        DiskTree tree = create("app/a app/b/c app/b/d app/empty/ doc/e/f/g doc/h top", "doc/h");
        ContextPlan plan = ContextPlanner.plan(tree, "Dockerfile", sources(List.of(source)));
        assertEquals(
                source,
                expected,
                ContextTotals.of(tree, plan).leftOut().stream()
                        .map(left -> left.path() + " " + left.files() + " " + left.bytes())
                        .collect(java.util.stream.Collectors.joining(", ")));
    }

    /** Directories and files that no source can reach are not read. */
    @Test
    public void onlyReachableDirectoriesAreVisited() throws IOException {
        String tree = "app.jar README.md config/a.yml config/deep/b.yml "
                + "node_modules/m1/x.js node_modules/m2/y.js target/app.jar target/classes/C.class .git/objects/o docs/d/e/f.md";
        assertVisits(tree, "", "2 app.jar", "");
        assertVisits(tree, "", "2 target/app.jar config/a.yml", "");
        assertVisits(tree, "", "2 config", "config config/deep");
        assertVisits(tree, "", "2 *.jar", "/");
        assertVisits(tree, "", "2 */*.jar", "/ .git config docs node_modules target");
        assertVisits(tree, "", "2 t*/*.jar", "/ target");
        assertVisits(tree, "", "2 docs/*/e", "docs docs/d docs/d/e");
        assertVisits(tree, "", "2 --parents config/**/b.yml", "/ config config/deep");
        assertVisits(tree, "", "2 --exclude=deep config", "config");
        assertVisits(tree, "node_modules\n.git\ndocs", "2 .", "/ config config/deep target target/classes");
        assertVisits(tree, "*\n!*.jar", "2 *.jar", "/");
        assertVisits(tree, "*\n!target/*.jar", "2 target", "target");
        assertVisits(tree, "", "2 mount target", "target target/classes");
    }

    private void assertVisits(String tree, String ignore, String copy, String directories) throws IOException {
        CountingTree counting = new CountingTree(create(tree, ignore));
        ContextPlanner.plan(counting, "Dockerfile", sources(List.of(copy)));
        assertEquals(copy, directories, String.join(" ", counting.listed));
    }

    private static final class CountingTree implements FileTree {
        private final FileTree tree;
        private final Set<String> listed = new LinkedHashSet<>();

        CountingTree(FileTree tree) {
            this.tree = tree;
        }

        @Override
        public Optional<FileNode> find(String path) {
            return tree.find(path);
        }

        @Override
        public List<FileNode> children(String directory) {
            return children(directory, name -> true);
        }

        @Override
        public List<FileNode> children(String directory, Predicate<String> wanted) {
            listed.add(directory.isEmpty() ? "/" : directory);
            return tree.children(directory, wanted);
        }

        @Override
        public String describe() {
            return tree.describe();
        }
    }

    /** 40 of 20,000 files: the others are in directories whose names no line begins with, and which a trap says are read. */
    @Test
    public void aLargeTreeCostsNothingWhereNothingIsNeeded() throws IOException {
        Path context = folder.getRoot().toPath();
        for (int i = 0; i < 200; i++) {
            Path unneeded = Files.createDirectories(context.resolve("service" + i + "/src"));
            for (int j = 0; j < 100; j++) {
                Files.createFile(unneeded.resolve("File" + j + ".java"));
            }
        }
        Path needed = Files.createDirectories(context.resolve("app/lib"));
        for (int i = 0; i < 40; i++) {
            Files.createFile(needed.resolve("lib" + i + ".jar"));
        }
        CountingTree tree = new CountingTree(DiskTree.of(context, IgnoreFile.NONE, "context"));
        long start = System.nanoTime();
        ContextPlan plan = ContextPlanner.plan(tree, "Dockerfile", sources(List.of("2 app/lib", "3 app/lib/*.jar")));
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        assertEquals(40, plan.sentFiles());
        assertEquals(Set.of("app/lib"), tree.listed);
        assertTrue(milliseconds + " ms", milliseconds < 2_000);
    }
}
