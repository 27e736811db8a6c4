package io.jenkins.containerbuild.cache;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CacheDirectoryTest {
    private static final long HOUR = 3_600_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;

    @Before
    public void place() {
        root = folder.getRoot().toPath().resolve("cache");
    }

    @Test
    public void nextBuildFindsEntries() {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            assertEquals(Optional.empty(), cache.read(Shelf.LAYERS, "key"));
            cache.write(Shelf.LAYERS, "key", new byte[] {1, 2});
        }
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            assertArrayEquals(new byte[] {1, 2}, cache.read(Shelf.LAYERS, "key").orElseThrow());
            assertEquals(Optional.empty(), cache.read(Shelf.BLOBS, "key"));
            cache.remove(Shelf.LAYERS, "key");
            assertEquals(Optional.empty(), cache.find(Shelf.LAYERS, "key"));
        }
    }

    @Test
    public void damagedContentIsNotThere() throws IOException {
        byte[] content = {1, 2, 3};
        Digest digest = Digest.of(content);
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            cache.writeBlob(digest, content);
            assertArrayEquals(content, cache.readBlob(digest).orElseThrow());
            Files.write(root.resolve("blobs").resolve(CacheDirectory.blobName(digest)), new byte[] {1, 2, 4});
            assertEquals(Optional.empty(), cache.readBlob(digest));
            assertEquals(Optional.empty(), cache.find(Shelf.BLOBS, CacheDirectory.blobName(digest)));
        }
    }

    @Test
    public void incompleteEntriesAreInvisibleAndRemoved() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            try (PendingFile file = cache.create(Shelf.BLOBS)) {
                file.channel().write(ByteBuffer.wrap(new byte[10]));
                assertEquals(Optional.empty(), cache.find(Shelf.BLOBS, "x"));
            }
            assertEquals(0, files("tmp"));
            try (PendingFile file = cache.create(Shelf.BLOBS)) {
                file.channel().write(ByteBuffer.wrap(new byte[10]));
                file.commit("x");
            }
            assertEquals(0, files("tmp"));
            assertEquals(10, Files.size(cache.find(Shelf.BLOBS, "x").orElseThrow()));
        }
    }

    private int files(String directory) {
        String[] names = root.resolve(directory).toFile().list();
        return names == null ? 0 : names.length;
    }

    @Test
    public void leastRecentlyUsedGoesFirst() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            for (int i = 0; i < 10; i++) {
                cache.write(Shelf.BLOBS, "b" + i, new byte[1000]);
            }
        }
        for (int i = 0; i < 10; i++) {
            used("b" + i, 100 + i);
        }
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            // A use makes the oldest the youngest.
            assertTrue(cache.find(Shelf.BLOBS, "b9").isPresent());
        }
        try (CacheDirectory cache = CacheDirectory.open(root, 5_500)) {
            cache.write(Shelf.BLOBS, "new", new byte[1000]);
        }
        List<String> left =
                List.of(root.resolve("blobs").toFile().list()).stream().sorted().toList();
        assertEquals(List.of("b0", "b1", "b9", "new"), left);
    }

    /** Says that a file was written and last used so many hours ago. */
    private void used(String name, int hoursAgo) throws IOException {
        FileTime time = FileTime.fromMillis(System.currentTimeMillis() - hoursAgo * HOUR);
        Files.getFileAttributeView(root.resolve("blobs").resolve(name), BasicFileAttributeView.class)
                .setTimes(time, time, null);
    }

    @Test
    public void aCacheWithinItsLimitIsNotWalked() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root, 1_000_000)) {
            cache.write(Shelf.BLOBS, "a", new byte[1000]);
        }
        assertEquals(List.of("1000"), Files.readAllLines(root.resolve("usage")));
        try (CacheDirectory cache = CacheDirectory.open(root, 1_000_000)) {
            cache.write(Shelf.BLOBS, "b", new byte[500]);
            cache.write(Shelf.LAYERS, "b", new byte[5]);
        }
        assertEquals(List.of("1000", "505"), Files.readAllLines(root.resolve("usage")));
        try (CacheDirectory cache = CacheDirectory.open(root, 1_000_000)) {
            assertTrue(cache.find(Shelf.BLOBS, "a").isPresent());
        }
        assertEquals(
                "a build that adds nothing does not write",
                2,
                Files.readAllLines(root.resolve("usage")).size());
    }

    @Test
    public void aDamagedLedgerIsMadeAnewByAWalk() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root, 10_000)) {
            cache.write(Shelf.BLOBS, "a", new byte[1000]);
        }
        Files.writeString(root.resolve("usage"), "rubbish\n");
        try (CacheDirectory cache = CacheDirectory.open(root, 10_000)) {
            cache.write(Shelf.BLOBS, "b", new byte[500]);
        }
        assertEquals(List.of("1500"), Files.readAllLines(root.resolve("usage")));
    }

    @Test
    public void filesThatAnotherBuildMayReadAreKept() throws IOException {
        try (CacheDirectory running = CacheDirectory.open(root)) {
            running.write(Shelf.BLOBS, "old", new byte[1000]);
            running.write(Shelf.BLOBS, "used", new byte[1000]);
            used("old", 50);
            used("used", 49);
            assertTrue(running.find(Shelf.BLOBS, "used").isPresent());
            try (CacheDirectory other = CacheDirectory.open(root, 100)) {
                other.write(Shelf.BLOBS, "new", new byte[1000]);
            }
            assertTrue(running.find(Shelf.BLOBS, "used").isPresent());
            assertTrue(running.find(Shelf.BLOBS, "new").isPresent());
            assertFalse(running.find(Shelf.BLOBS, "old").isPresent());
        }
        try (CacheDirectory alone = CacheDirectory.open(root, 100)) {
            alone.write(Shelf.BLOBS, "last", new byte[1000]);
        }
        assertEquals("nobody else runs", 0, files("blobs"));
    }

    @Test
    public void halfWrittenFilesOfOthersStayWhileTheyRun() throws IOException {
        try (CacheDirectory running = CacheDirectory.open(root);
                PendingFile file = running.create(Shelf.BLOBS)) {
            try (CacheDirectory other = CacheDirectory.open(root)) {
                other.write(Shelf.BLOBS, "x", new byte[1]);
            }
            file.commit("y");
            assertTrue(running.find(Shelf.BLOBS, "y").isPresent());
        }
    }

    @Test
    public void filesOfAKilledBuildAreRemovedWhenNoBuildRuns() throws IOException {
        Path left;
        try (CacheDirectory killed = CacheDirectory.open(root)) {
            left = killed.scratch().path();
            Files.createDirectories(left.resolve("docker"));
            Files.writeString(left.resolve("docker/config.json"), "a password");
            Files.createSymbolicLink(
                    left.resolve("docker/contexts"), folder.getRoot().toPath());
            Files.createDirectories(root.resolve("locks"));
            Files.writeString(root.resolve("locks/0123-0"), "");
            Files.setLastModifiedTime(left, FileTime.fromMillis(System.currentTimeMillis() - 3 * HOUR));
            CacheDirectory.open(root).close();
            assertTrue("a build that runs for hours keeps its own", Files.exists(left.resolve("docker/config.json")));
        }
        CacheDirectory.open(root).close();
        assertFalse(Files.exists(left));
        assertFalse(Files.exists(root.resolve("locks/0123-0")));
        assertTrue("links are not followed", Files.exists(root));
    }

    @Test
    public void aScratchDirectoryGoesWhenItIsClosed() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            Path path;
            try (ScratchDirectory scratch = cache.scratch()) {
                path = Files.writeString(scratch.path().resolve("x"), "x").getParent();
                assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
            assertFalse(Files.exists(path));
        }
    }

    @Test
    public void aCacheThatIsRemovedUnderABuildComesBack() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            cache.write(Shelf.BLOBS, "x", new byte[1]);
            Files.delete(root.resolve("blobs/x"));
            Files.delete(root.resolve("blobs"));
            Files.delete(root.resolve("tmp"));
            assertEquals(Optional.empty(), cache.read(Shelf.BLOBS, "x"));
            cache.write(Shelf.BLOBS, "x", new byte[2]);
            assertEquals(2, cache.read(Shelf.BLOBS, "x").orElseThrow().length);
        }
    }

    @Test
    public void namesStayInTheirShelf() {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            for (String name : List.of("", "..", "../x", "a/b", ".hidden")) {
                assertThrows(IllegalArgumentException.class, () -> cache.find(Shelf.BLOBS, name));
            }
        }
    }

    @Test
    public void sealedFileIsFoundUntilAWriteOrARestartOfTheMachine() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            try (PendingFile file = cache.create(Shelf.MEMBERS)) {
                file.channel().write(ByteBuffer.wrap(new byte[3]));
                file.commitSealed("x");
            }
            Path file = cache.findSealed(Shelf.MEMBERS, "x").orElseThrow();
            Files.write(file, new byte[] {1, 2, 3});
            assertEquals(Optional.empty(), cache.findSealed(Shelf.MEMBERS, "x"));
            cache.seal(file);
            assertTrue(cache.findSealed(Shelf.MEMBERS, "x").isPresent());
            Files.setLastModifiedTime(file, Seal.time("another boot"));
            assertEquals(Optional.empty(), cache.findSealed(Shelf.MEMBERS, "x"));
            assertTrue(cache.find(Shelf.MEMBERS, "x").isPresent());
        }
    }

    @Test
    public void bytesCountAgainstTheLimitWhileTheyAreWritten() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            cache.write(Shelf.BLOBS, "old", new byte[1000]);
        }
        used("old", 2);
        try (CacheDirectory cache = CacheDirectory.open(root, 2_000)) {
            try (PendingFile file = cache.create(Shelf.MEMBERS)) {
                for (int i = 0; i < 8; i++) {
                    file.channel().write(ByteBuffer.wrap(new byte[200]));
                }
                assertFalse("evicted while the file grows", Files.exists(root.resolve("blobs/old")));
                assertEquals(
                        "other builds know of it",
                        List.of("1200", "200", "200"),
                        Files.readAllLines(root.resolve("usage")));
            }
        }
        assertEquals(
                "nothing is left of it",
                0,
                Files.readAllLines(root.resolve("usage")).stream()
                        .mapToLong(Long::parseLong)
                        .sum());
    }

    @Test
    public void defaultPlaceIsInCacheDirectoryOfUser() {
        assertDefault("/x/container-build", Map.of("XDG_CACHE_HOME", "/x", "HOME", "/home/me"), "/home/other");
        assertDefault("/home/me/.cache/container-build", Map.of("HOME", "/home/me"), "/home/other");
        assertDefault("/home/other/.cache/container-build", Map.of(), "/home/other");
        assertDefault("/home/jenkins/.cache/container-build", Map.of("HOME", "/home/jenkins"), "?");
        InputException refused = assertThrows(InputException.class, () -> CacheLocation.ofUser(Map.of(), "?"));
        assertEquals(
                "cache directory: cannot be determined: the user has no home directory. Set HOME, or set a directory"
                        + " (--cache-dir)",
                refused.getMessage());
    }

    private static void assertDefault(String expected, Map<String, String> environment, String userHome) {
        assertEquals(Path.of(expected), CacheLocation.ofUser(environment, userHome));
    }
}
