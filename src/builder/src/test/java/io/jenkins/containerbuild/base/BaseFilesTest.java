package io.jenkins.containerbuild.base;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileNode.Kind;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.RootFileSystem;
import io.jenkins.containerbuild.testing.Umoci;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class BaseFilesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private int layouts;

    private LayoutImage layout(ImageFixture fixture) {
        Path layout = folder.getRoot().toPath().resolve("layout" + layouts++);
        fixture.write(layout, "base");
        return new LayoutImage(layout);
    }

    private CacheDirectory cache() {
        return CacheDirectory.open(folder.getRoot().toPath().resolve("cache"));
    }

    private static BaseFiles files(LayoutImage layout, CacheDirectory cache) throws IOException {
        return BaseFiles.of(layout.image(), cache, Optional.empty(), Progress.NONE);
    }

    private static String text(BaseFiles files, String path) throws IOException {
        try (InputStream in = files.find(path).orElseThrow().content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    public void upperLayersAddReplaceAndHide() throws IOException {
        LayoutImage layout = layout(new ImageFixture()
                .folder("opt", 0755, 0, 0)
                .folder("opt/locked", 02710, 1234, 50)
                .file("opt/locked/a", 04755, 7, 8, "one")
                .file("opt/b", 0644, 0, 0, "b")
                .folder("srv", 0755, 0, 0)
                .file("srv/old", 0644, 0, 0, "old")
                .link("lib", "usr/lib")
                .layer()
                .file("opt/locked/c", 0600, 0, 0, "c")
                .whiteout("opt/b")
                .folder("srv", 0700, 5, 5)
                .file("srv/.wh..wh..opq", 0644, 0, 0, "")
                .file("srv/new", 0644, 0, 0, "new"));
        try (CacheDirectory cache = cache()) {
            BaseFiles files = files(layout, cache);
            FileNode locked = files.find("opt/locked").orElseThrow();
            assertEquals(02710, locked.mode());
            assertEquals(1234, locked.uid());
            assertEquals(50, locked.gid());
            assertEquals(04755, files.find("opt/locked/a").orElseThrow().mode());
            assertEquals("one", text(files, "opt/locked/a"));
            assertEquals("c", text(files, "opt/locked/c"));
            assertEquals(Optional.empty(), files.find("opt/b"));
            assertEquals(Optional.empty(), files.find("srv/old"));
            assertEquals(0700, files.find("srv").orElseThrow().mode());
            assertEquals(List.of("srv/new"), paths(files.children("srv")));
            assertEquals("usr/lib", files.find("lib").orElseThrow().linkTarget());
            assertEquals(List.of("lib", "opt", "srv"), paths(files.children("")));
            assertEquals(List.of(), files.children("lib"));
            assertEquals(Kind.DIRECTORY, files.find("").orElseThrow().kind());
        }
    }

    private static List<String> paths(List<FileNode> entries) {
        return entries.stream().map(FileNode::path).toList();
    }

    /** Links of the layer itself may lead to where no listing could hold the name. */
    @Test
    public void aNameThatLinksMakeTooLongIsRefused() throws IOException {
        LayoutImage layout = layout(new ImageFixture()
                .link("a", "/" + "x/".repeat(2000))
                .file("a/" + "y/".repeat(1000) + "f", 0644, 0, 0, ""));
        try (CacheDirectory cache = cache()) {
            InputException fault = assertThrows(
                    InputException.class, () -> files(layout, cache).find("f"));
            assertTrue(fault.getMessage(), fault.getMessage().contains("bytes, more than 4096"));
        }
    }

    @Test
    public void usersComeWithTheListing() throws IOException {
        LayoutImage plain = layout(new ImageFixture()
                .file("etc/passwd", 0644, 0, 0, "app:x:1000:1000::/:/bin/sh\n")
                .file("etc/group", 0644, 0, 0, "app:x:1000:\n"));
        try (CacheDirectory cache = cache()) {
            BaseFiles files = files(plain, cache);
            assertEquals("app:x:1000:1000::/:/bin/sh\n", text(files, "etc/passwd"));
            assertEquals("app:x:1000:\n", text(files, "etc/group"));
            assertEquals(1, plain.read.size());
        }
    }

    @Test
    public void eachLayerIsReadOnceEver() throws IOException {
        LayoutImage layout =
                layout(new ImageFixture().file("a", 0644, 0, 0, "a").layer().file("b", 0644, 0, 0, "b"));
        for (int build = 0; build < 3; build++) {
            try (CacheDirectory cache = cache()) {
                BaseFiles files = files(layout, cache);
                assertTrue(files.find("a").isPresent());
                assertTrue(files.find("b").isPresent());
                assertFalse(files.find("c").isPresent());
            }
            assertEquals(2, layout.read.size());
        }
    }

    @Test
    public void filesOfOneLayerAreFetchedInOnePassAndKept() throws IOException {
        ImageFixture fixture = new ImageFixture();
        for (int i = 0; i < 300; i++) {
            fixture.file("d/f" + i, 0644, 0, 0, "content " + i);
        }
        LayoutImage layout = layout(fixture.hardLink("d/hard", "d/f7", 0600, 3, 4));
        for (int build = 0; build < 2; build++) {
            try (CacheDirectory cache = cache()) {
                BaseFiles files = files(layout, cache);
                List<FileNode> nodes = files.children("d");
                BaseFiles.fetchTogether(nodes);
                nodes.get(0).content().open().close();
                for (int i = 0; i < 300; i++) {
                    assertEquals("content " + i, text(files, "d/f" + i));
                }
                assertEquals("content 7", text(files, "d/hard"));
                assertEquals(0600, files.find("d/f7").orElseThrow().mode());
                assertEquals(
                        files.find("d/f7").orElseThrow().content().identity(),
                        files.find("d/hard").orElseThrow().content().identity());
            }
            assertEquals("one pass for the listing, one for the files", 2, layout.read.size());
        }
    }

    @Test
    public void damageInTheCacheIsNoticedAndMended() throws IOException {
        LayoutImage layout = layout(new ImageFixture().file("a", 0644, 0, 0, "right"));
        for (int build = 0; build < 3; build++) {
            try (CacheDirectory cache = cache()) {
                assertEquals("right", text(files(layout, cache), "a"));
            }
            try (Stream<Path> all = Files.walk(folder.getRoot().toPath().resolve("cache"))) {
                for (Path file : all.filter(path -> path.toString().matches(".*/(listings|members)/.*"))
                        .toList()) {
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
        assertEquals("each build reads it for the listing and for the file", 6, layout.read.size());
    }

    @Test
    public void membersWithHostileNamesStayInside() throws IOException {
        LayoutImage layout = layout(new ImageFixture()
                .file("../../escape", 0644, 0, 0, "e")
                .file("/absolute", 0644, 0, 0, "a")
                .file("./d/./x/../y", 0644, 0, 0, "y")
                .file("twice", 0644, 0, 0, "first")
                .file("twice", 0600, 0, 0, "second")
                .link("evil", "/etc")
                .file("evil/passwd", 0644, 0, 0, "root:x:0:0\n"));
        try (CacheDirectory cache = cache()) {
            BaseFiles files = files(layout, cache);
            assertEquals(List.of("absolute", "d", "escape", "etc", "evil", "twice"), paths(files.children("")));
            assertEquals(List.of("d/y"), paths(files.children("d")));
            assertEquals("second", text(files, "twice"));
            assertEquals("root:x:0:0\n", text(files, "etc/passwd"));
            assertEquals("root:x:0:0\n", text(files, "etc/passwd"));
        }
    }

    @Test
    public void aLayerThatIsNoneIsNamed() throws IOException {
        Path layout = folder.getRoot().toPath().resolve("broken");
        new ImageFixture().file("a", 0644, 0, 0, "a").write(layout, "base");
        BaseImage image = new LayoutImage(layout).image();
        BaseImage broken = new BaseImage(
                "debian:12",
                null,
                image.descriptor(),
                image.manifest(),
                image.config(),
                blob -> new java.io.ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8}));
        try (CacheDirectory cache = cache()) {
            BaseFiles files = BaseFiles.of(broken, cache, Optional.empty(), Progress.NONE);
            InputException e = assertThrows(InputException.class, () -> files.find("a"));
            String layer = image.manifest().layers().get(0).digest().toString();
            assertTrue(
                    e.getMessage(),
                    e.getMessage().startsWith("layer " + layer + " of the base debian:12 cannot be read: "));
        }
    }

    /** Random images are listed as umoci unpacks them. */
    @Test
    public void filesEqualThoseThatUmociUnpacks() throws IOException {
        for (long seed = 1; seed <= 25; seed++) {
            RandomImage random = new RandomImage(new Random(seed));
            LayoutImage layout = layout(random.fixture());
            Path place = folder.getRoot().toPath().resolve("layout" + (layouts - 1));
            RootFileSystem wanted = Umoci.unpack(place, "base");
            try (CacheDirectory cache = cache()) {
                BaseFiles files = files(layout, cache);
                SortedMap<String, String> found = new TreeMap<>();
                walk(files, "", found);
                SortedMap<String, String> right = new TreeMap<>();
                wanted.entries()
                        .forEach((path, e) ->
                                right.put(path, e.type() + " " + e.mode() + " " + e.owner() + " " + e.content()));
                assertEquals("seed " + seed + "\n" + random.steps(), lines(right), lines(found));
            }
        }
    }

    private static String lines(SortedMap<String, String> entries) {
        List<String> lines = new ArrayList<>();
        entries.forEach((path, entry) -> lines.add(path + " " + entry));
        return String.join("\n", lines);
    }

    private static void walk(BaseFiles files, String directory, SortedMap<String, String> found) throws IOException {
        for (FileNode entry : files.children(directory)) {
            FileNode same = files.find(entry.path()).orElseThrow();
            assertEquals(
                    entry.withContent(null).withXattrs(null),
                    same.withContent(null).withXattrs(null));
            String type =
                    switch (entry.kind()) {
                        case FILE -> "file";
                        case DIRECTORY -> "folder";
                        case SYMLINK -> "link";
                        default -> "device";
                    };
            String content = entry.linkTarget();
            if (entry.kind() == Kind.FILE) {
                try (InputStream in = entry.content().open()) {
                    content = Digest.of(in.readAllBytes()).toString();
                }
            }
            String line = "%s %04o %d:%d %s".formatted(type, entry.mode(), entry.uid(), entry.gid(), content);
            assertEquals(null, found.put(entry.path(), line));
            walk(files, entry.path(), found);
        }
    }

    @Test
    public void namesThatSortAroundTheSlashAreFound() throws IOException {
        ImageFixture fixture = new ImageFixture();
        List<String> names =
                List.of("a", "a b", "a!", "a-b", "a.b", "a/x", "a/x-y", "a/x/z", "a0", "\u00e9", "\u00e9/k", "z~");
        for (String name : names) {
            if (name.equals("a") || name.equals("a/x") || name.equals("\u00e9")) {
                fixture.folder(name, 0755, 0, 0);
            } else {
                fixture.file(name, 0644, 0, 0, name);
            }
        }
        try (CacheDirectory cache = cache()) {
            BaseFiles files = files(layout(fixture), cache);
            for (String name : names) {
                assertTrue(name, files.find(name).isPresent());
                assertFalse(name, files.find(name + "?").isPresent());
            }
            assertEquals(List.of("a", "a b", "a!", "a-b", "a.b", "a0", "z~", "\u00e9"), paths(files.children("")));
            assertEquals(List.of("a/x", "a/x-y"), paths(files.children("a")));
            assertArrayEquals(
                    new String[] {"\u00e9/k"}, paths(files.children("\u00e9")).toArray());
        }
    }
}
