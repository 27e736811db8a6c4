package io.jenkins.containerbuild.context;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.testing.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DiskTreeTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path context;

    @Before
    public void makeContext() throws IOException {
        context = folder.newFolder("context").toPath();
    }

    private DiskTree tree() {
        return DiskTree.of(context, IgnoreFile.NONE, "context");
    }

    @Test
    public void listsExistingFiles() throws IOException {
        Path file = Files.writeString(context.resolve("a"), "hello");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1234));
        Files.createSymbolicLink(context.resolve("link"), Path.of("../anywhere//x/"));
        FileNode node = tree().find("a").orElseThrow();
        assertEquals(FileNode.Kind.FILE, node.kind());
        assertEquals(5, node.size());
        assertEquals(0751, node.mode());
        assertEquals(1_234_000_000L, node.mtimeNanos());
        assertEquals(0, node.uid());
        assertEquals("hello", new String(node.content().open().readAllBytes()));
        assertEquals(
                "../anywhere//x/".replace("//", "/").replaceAll("/$", ""),
                tree().find("link").orElseThrow().linkTarget());
    }

    @Test
    public void childrenAreOrderedByBytes() throws IOException {
        for (String name : List.of("b", "a.b", "a", "a-b", "B", "\u00e9", "\uFFFD", "\uD83D\uDE00")) {
            Files.createFile(RawPaths.resolve(context, name));
        }
        Files.createFile(RawPaths.resolve(context, "\uDCFF"));
        assertEquals(
                List.of("B", "a", "a-b", "a.b", "b", "\u00e9", "\uFFFD", "\uD83D\uDE00", "\uDCFF"),
                tree().children("").stream().map(FileNode::path).toList());
    }

    @Test
    public void noPathLeadsThroughALink() throws IOException {
        Path secret = folder.newFolder("outside").toPath();
        Files.writeString(secret.resolve("secret"), "x");
        Files.createSymbolicLink(context.resolve("out"), secret);
        assertTrue(tree().find("out").orElseThrow().isSymlink());
        assertTrue(tree().find("out/secret").isEmpty());
        assertEquals(List.of(), tree().children("out"));
        assertTrue(tree().find("../outside/secret").isEmpty());
    }

    @Test
    public void aMissingContextIsAnError() {
        InputException error = assertThrows(
                InputException.class, () -> DiskTree.of(context.resolve("none"), IgnoreFile.NONE, "context"));
        assertTrue(error.getMessage(), error.getMessage().contains("is not a directory; use the directory"));
    }

    @Test
    public void aFileThatGrowsShrinksOrIsReplacedIsNotRead() throws IOException {
        Path file = context.resolve("f");
        for (String after : List.of("longer text", "s", "other")) {
            Files.writeString(file, "before");
            FileContent content = tree().find("f").orElseThrow().content();
            Files.delete(file);
            Files.writeString(context.resolve("keep-inode"), "x");
            Files.writeString(file, after);
            InputException error =
                    assertThrows(InputException.class, () -> content.open().readAllBytes());
            assertEquals(
                    "\"f\" changed while it was read; build again when nothing writes to it, or add it to .dockerignore",
                    error.getMessage());
        }
    }

    @Test
    public void tooLongNamesDoNotExist() throws IOException {
        Files.writeString(context.resolve("x".repeat(255)), "");
        assertTrue(tree().find("x".repeat(255)).isPresent());
        assertFalse(tree().find("x".repeat(256)).isPresent());
        assertFalse(tree().find("d/" + "\u00e9".repeat(128) + "/x").isPresent());
    }

    @Test
    public void aLinkThatTookTheFilesPlaceIsNotFollowed() throws IOException {
        Path file = Files.writeString(context.resolve("f"), "before");
        FileContent content = tree().find("f").orElseThrow().content();
        Files.writeString(context.resolve("target"), "before");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("target"));
        InputException error = assertThrows(InputException.class, content::open);
        assertTrue(error.getMessage(), error.getMessage().startsWith("\"f\" changed while it was read; "));
    }

    @Test
    public void aFileThatChangesWhileItIsReadIsNoticed() throws IOException {
        Path file = Files.write(context.resolve("f"), new byte[100_000]);
        FileContent content = tree().find("f").orElseThrow().content();
        try (InputStream in = content.open()) {
            in.readNBytes(50_000);
            Files.write(file, new byte[60_000]);
            assertThrows(InputException.class, in::readAllBytes);
        }
        FileContent same = tree().find("f").orElseThrow().content();
        InputStream in = same.open();
        in.readNBytes(60_000);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThrows("the last byte was read, but it may be a new one", InputException.class, in::close);
    }

    @Test
    public void aFileThatVanishesIsNamed() throws IOException {
        Files.writeString(context.resolve("f"), "x");
        FileContent content = tree().find("f").orElseThrow().content();
        Files.delete(context.resolve("f"));
        InputException error = assertThrows(InputException.class, content::open);
        assertTrue(error.getMessage(), error.getMessage().startsWith("\"f\" vanished while it was read"));
    }

    @Test
    public void aLinkThatTakesAFilesPlaceIsNotFollowed() throws IOException {
        Path file = Files.writeString(context.resolve("f"), "x");
        Path outside = Files.writeString(folder.getRoot().toPath().resolve("secret"), "s");
        FileContent content = tree().find("f").orElseThrow().content();
        Files.delete(file);
        Files.createSymbolicLink(file, outside);
        assertThrows(Exception.class, () -> content.open().readAllBytes());
    }

    @Test
    public void interruptionEndsReading() throws IOException {
        Files.writeString(context.resolve("f"), "x");
        FileContent content = tree().find("f").orElseThrow().content();
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> content.open().readAllBytes());
            assertThrows(CancellationException.class, () -> tree().children(""));
        } finally {
            assertTrue("the flag is kept", Thread.interrupted());
        }
    }

    @Test
    public void hardLinksAreOneFile() throws IOException {
        Files.writeString(context.resolve("a"), "x");
        Files.createLink(context.resolve("b"), context.resolve("a"));
        Files.writeString(context.resolve("c"), "x");
        Object key = tree().find("a").orElseThrow().content().hardLinkKey();
        assertEquals(key, tree().find("b").orElseThrow().content().hardLinkKey());
        assertEquals(null, tree().find("c").orElseThrow().content().hardLinkKey());
    }

    /** BuildKit's clients send a socket as an empty file, and a pipe as a pipe, which our images do not hold. */
    @Test
    public void socketsAreEmptyAndPipesAreRefused() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(context.resolve("socket")));
            FileNode socket = tree().find("socket").orElseThrow();
            assertEquals(FileNode.Kind.FILE, socket.kind());
            assertEquals(0, socket.content().open().readAllBytes().length);
        }
        Files.createDirectory(context.resolve("d"));
        Command.of("mkfifo", context.resolve("d/pipe").toString()).run().orFail();
        assertEquals(FileNode.Kind.OTHER, tree().find("d/pipe").orElseThrow().kind());
        InputException error = assertThrows(InputException.class, () -> new SourceMatcher(tree(), "Dockerfile")
                .match(new CopySource(3, List.of("d"), List.of(), false)));
        assertEquals(
                "Dockerfile:3: \"d/pipe\" is a pipe or a device, which cannot be copied; delete it or add"
                        + " \"d/pipe\" to .dockerignore",
                error.getMessage());
    }

    /** A JVM whose locale knows ASCII only still reads, links and sends every name. */
    @Test
    public void anyBytesInNamesSurviveAPosixLocale() throws Exception {
        String classes = System.getProperty("java.class.path");
        assumeTrue("such a JVM finds no classes in a folder that is not ASCII", classes.matches("\\p{ASCII}*"));
        Path tar = folder.getRoot().toPath().resolve("context.tar");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Command.Result result = Command.of(
                        java, "-cp", classes, RawNames.class.getName(), context.toString(), tar.toString())
                .with("LC_ALL", "POSIX")
                .run()
                .orFail();
        assertEquals("ANSI_X3.4-1968\n", result.out());
        Path out = folder.newFolder("out").toPath();
        Command.of("tar", "-xf", tar.toString(), "-C", out.toString()).run().orFail();
        Command.Result difference = Command.of("diff", "-r", "--no-dereference", context.toString(), out.toString())
                .run();
        assertEquals(difference.text(), 0, difference.exit());
        assertEquals(3, DiskTree.of(out, IgnoreFile.NONE, "out").children("").size());
    }

    /** Run in the other JVM: makes names with any bytes, plans a copy of all and writes its tar. */
    public static final class RawNames {
        public static void main(String[] arguments) throws IOException {
            System.out.println(System.getProperty("sun.jnu.encoding"));
            Path context = Path.of(arguments[0]);
            String latin = "caf\uDCE9";
            Files.createDirectories(RawPaths.resolve(context, "d\u00fc"));
            Files.writeString(RawPaths.resolve(context, "d\u00fc/" + latin), "text");
            Files.createSymbolicLink(
                    RawPaths.resolve(context, "link"),
                    context.relativize(RawPaths.resolve(context, "d\u00fc/" + latin)));
            Files.writeString(RawPaths.resolve(context, "x\uDCFF y%41"), "more");
            DiskTree tree = DiskTree.of(context, IgnoreFile.NONE, "context");
            List<CopySource> sources = List.of(
                    new CopySource(1, List.of("."), List.of(), false),
                    new CopySource(2, List.of("link", "d\u00fc/" + latin, "x*"), List.of(), false));
            ContextPlan plan = ContextPlanner.plan(tree, "Dockerfile", sources);
            if (plan.filesOf(2) != 3) {
                throw new AssertionError(plan.files().toString());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (CanonicalTar tar = new CanonicalTar(bytes)) {
                tar.add(plan);
            }
            Files.write(Path.of(arguments[1]), bytes.toByteArray());
        }
    }

    @Test
    public void hiddenDirectoriesAreNotEvenLookedAt() throws IOException {
        Files.createDirectories(context.resolve("node_modules/deep"));
        Files.writeString(context.resolve(".dockerignore"), "node_modules\n!*.jar\n");
        Files.writeString(context.resolve("app.jar"), "x");
        DiskTree tree = DiskTree.of(context, IgnoreFile.find(context), "context");
        assertFalse(tree.ignoreFile().patterns().mayExcept("node_modules"));
        assertEquals(
                List.of(".dockerignore", "app.jar"),
                tree.children("").stream().map(FileNode::path).toList());
    }
}
