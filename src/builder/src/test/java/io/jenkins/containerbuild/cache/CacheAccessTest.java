package io.jenkins.containerbuild.cache;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Who can read and write a cache. */
public class CacheAccessTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;

    @Before
    public void place() {
        root = folder.getRoot().toPath().resolve("cache");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private void assertPrivate() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                if (!Files.isSymbolicLink(path)) {
                    String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                    assertEquals(path.toString(), expected, permissions(path));
                }
            }
        }
    }

    @Test
    public void everythingIsPrivateAsSoonAsItExists() throws IOException {
        try (CacheDirectory cache = CacheDirectory.open(root.resolve("below/another"), 1);
                PendingFile pending = cache.create(Shelf.BLOBS);
                ScratchDirectory scratch = cache.scratch()) {
            scratch.write("docker/config.json", new byte[1]);
            assertTrue(cache.tryLock("offer").isPresent());
            pending.channel().write(ByteBuffer.wrap(new byte[1]));
            assertPrivate();
            pending.commit("layer");
            cache.write(Shelf.LAYERS, "key", new byte[1]);
            new UsageLedger(cache.root()).add(1);
            assertPrivate();
        }
        assertPrivate();
    }

    @Test
    public void existingCacheIsTightenedAndLinksAreNotFollowed() throws IOException {
        Path outside = Files.writeString(folder.getRoot().toPath().resolve("outside"), "x");
        permit(outside, "rw-r--r--");
        Files.createDirectories(root.resolve("blobs"));
        Files.createSymbolicLink(root.resolve("blobs/link"), outside);
        Files.createSymbolicLink(root.resolve("blobs/dangling"), root.resolve("nothing"));
        permit(Files.writeString(root.resolve("blobs/a"), "a"), "rw-rw-rw-");
        permit(root.resolve("blobs"), "rwxr-xr-x");
        permit(root, "rwxr-x--x");
        try (CacheDirectory cache = CacheDirectory.open(root)) {
            assertPrivate();
            assertTrue(cache.find(Shelf.BLOBS, "a").isPresent());
        }
        assertEquals("rw-r--r--", permissions(outside));
    }

    private static Path permit(Path path, String permissions, int owner) throws IOException {
        permit(path, permissions);
        Files.setAttribute(path, "unix:uid", owner);
        return path;
    }

    @Test
    public void cacheThatOthersCanWriteIsRefused() throws IOException {
        Files.createDirectory(root);
        for (String permissions : List.of("rwxrwxrwx", "rwxrwxr-x", "rwx----w-", "rwx-w----")) {
            permit(root, permissions);
            ServiceException refused = assertThrows(ServiceException.class, () -> CacheDirectory.open(root));
            assertEquals(
                    "cache directory " + root + ": must not be writable by other users: its permissions are "
                            + permissions
                            + ". Delete it; or run chmod -R go-w " + root + " if you trust all users who could write to"
                            + " it; or use another directory (--cache-dir)",
                    refused.getMessage());
            assertEquals(permissions, permissions(root));
            assertEquals(
                    "nothing was created in it",
                    List.of(),
                    List.of(root.toFile().list()));
        }
    }

    @Test
    public void cacheOfAnotherUserIsRefused() throws IOException {
        int own = (int) Files.getAttribute(folder.getRoot().toPath(), "unix:uid");
        assumeTrue("SKIPPED: only root can give a directory to another user", own == 0);
        Map<Integer, String> owners = Map.of(54_321, "uid 54321", 1, "daemon (uid 1)");
        for (Map.Entry<Integer, String> owner : owners.entrySet()) {
            for (String permissions : List.of("rwx------", "rwxrwxrwx")) {
                Files.createDirectories(root);
                permit(root, permissions, owner.getKey());
                ServiceException refused = assertThrows(ServiceException.class, () -> CacheDirectory.open(root));
                assertEquals(
                        "cache directory " + root
                                + ": must belong to the user who runs the build (uid 0): it belongs to "
                                + owner.getValue() + ". Run the build as that user, or use another directory"
                                + " (--cache-dir)",
                        refused.getMessage());
                assertEquals(List.of(), List.of(root.toFile().list()));
            }
        }
    }

    @Test
    public void linkToOwnDirectoryIsAccepted() throws IOException {
        Files.createDirectory(root);
        Path link = Files.createSymbolicLink(folder.getRoot().toPath().resolve("link"), root);
        CacheDirectory.open(link).close();
        assertPrivate();
    }
}
