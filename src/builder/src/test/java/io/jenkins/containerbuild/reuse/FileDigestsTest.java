package io.jenkins.containerbuild.reuse;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FileDigestsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path cache;
    private Path context;

    @Before
    public void place() throws IOException {
        cache = folder.getRoot().toPath().resolve("cache");
        context = folder.newFolder("context").toPath();
    }

    /** One build that asks for the files; gives how often each was read. */
    private List<Integer> build(DiskFile... files) {
        try (CacheDirectory directory = CacheDirectory.open(cache);
                FileDigests digests = FileDigests.open(directory, context)) {
            List<String> found = digests.identities(List.of(files));
            List<Integer> reads = new ArrayList<>();
            for (int i = 0; i < files.length; i++) {
                assertEquals(Digest.of(Files.readAllBytes(files[i].path())).toString(), found.get(i));
                reads.add(files[i].reads().get());
            }
            return reads;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path write(String name, String text) throws IOException {
        return DiskFile.write(context.resolve(name), text);
    }

    @Test
    public void unchangedFileIsReadOnce() throws IOException {
        Path a = write("a", "one");
        Path b = write("b", "two");
        assertEquals(List.of(1, 1), build(DiskFile.of(a), DiskFile.of(b)));
        assertEquals(List.of(0, 0), build(DiskFile.of(a), DiskFile.of(b)));
        write("a", "ONE");
        assertEquals(List.of(1, 0), build(DiskFile.of(a), DiskFile.of(b)));
        assertEquals(List.of(0, 0), build(DiskFile.of(a), DiskFile.of(b)));
    }

    @Test
    public void aChangeOfTheSameSizeWithItsTimePutBackIsSeen() throws IOException {
        Path a = write("a", "one");
        assertEquals(List.of(1), build(DiskFile.of(a)));
        DiskFile.replaceUnseen(a, "ONE");
        assertEquals(List.of(1), build(DiskFile.of(a)));
    }

    @Test
    public void anotherFileInItsPlaceIsSeen() throws IOException {
        Path a = write("a", "one");
        Path b = write("b", "ONE");
        Files.setLastModifiedTime(b, Files.getLastModifiedTime(a));
        assertEquals(List.of(1), build(DiskFile.of(a)));
        Files.move(b, a, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(List.of(1), build(DiskFile.of(a)));
    }

    /** A file that is written to again within one tick of the clock looks the same: what was just written is never believed. */
    @Test
    public void recentlyWrittenFileIsReadAgain() throws IOException {
        Path a = write("a", "one");
        // However slow this machine is.
        Files.setLastModifiedTime(a, FileTime.from(Instant.now().plusSeconds(60)));
        assertEquals(List.of(1), build(DiskFile.of(a)));
        assertEquals("not believed", List.of(1), build(DiskFile.of(a)));
        for (int i = 0; i < 200; i++) {
            Files.writeString(a, i % 2 == 0 ? "two" : "six");
            build(DiskFile.of(a));
        }
    }

    @Test
    public void aDamagedTableIsMadeAnew() throws IOException {
        Path a = write("a", "one");
        build(DiskFile.of(a));
        try (Stream<Path> tables = Files.list(cache.resolve("digests"))) {
            Path table = tables.findFirst().orElseThrow();
            byte[] right = Files.readAllBytes(table);
            for (int at = 0; at < right.length; at++) {
                byte[] wrong = right.clone();
                wrong[at] ^= 0x10;
                Files.write(table, wrong);
                assertEquals("byte " + at, List.of(1), build(DiskFile.of(a)));
                Files.write(table, java.util.Arrays.copyOf(right, at));
                assertEquals("cut at " + at, List.of(1), build(DiskFile.of(a)));
            }
            assertEquals(List.of(0), build(DiskFile.of(a)));
        }
    }

    @Test
    public void aTableGrowsShrinksAndIsFoundInAnyOrder() throws IOException {
        List<DiskFile> files = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            write("f" + i, "content " + i % 7);
        }
        for (int round = 1; round <= 10; round++) {
            files.clear();
            for (int i = 0; i < 50 * round; i++) {
                files.add(DiskFile.of(context.resolve("f" + i * 31 % 500)));
            }
            List<Integer> reads = build(files.toArray(DiskFile[]::new));
            assertEquals(50, reads.stream().mapToInt(Integer::intValue).sum());
        }
    }

    @Test
    public void knownFilesAreNeitherReadNorWrittenDownAgain() throws IOException {
        List<DiskFile> files = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            files.add(DiskFile.of(write("f" + i, "x")));
        }
        build(files.toArray(DiskFile[]::new));
        Object written = table();
        build(files.toArray(DiskFile[]::new));
        for (DiskFile file : files) {
            assertEquals("once by the first build", 1, file.reads().get());
        }
        assertEquals(written, table());
    }

    /** Tells one table from another. */
    private Object table() throws IOException {
        try (Stream<Path> tables = Files.list(cache.resolve("digests"))) {
            return Files.readAttributes(tables.findFirst().orElseThrow(), BasicFileAttributes.class)
                    .fileKey();
        }
    }

    @Test
    public void unreadableFileIsAnErrorWithItsReason() throws IOException {
        Path a = write("a", "one");
        DiskFile found = DiskFile.of(a);
        DiskContent unreadable = (DiskContent) Proxy.newProxyInstance(
                DiskContent.class.getClassLoader(), new Class<?>[] {DiskContent.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("open")) {
                        throw new AccessDeniedException(a.toString());
                    }
                    return method.getName().equals("source") ? proxy : method.invoke(found, arguments);
                });
        try (CacheDirectory directory = CacheDirectory.open(cache);
                FileDigests digests = FileDigests.open(directory, context)) {
            InputException e = assertThrows(InputException.class, () -> digests.identities(List.of(unreadable)));
            assertEquals(
                    a + ": cannot be read: permission denied. Make it readable for the user who builds, or add it to"
                            + " .dockerignore",
                    e.getMessage());
        }
    }

    @Test
    public void aFileThatIsAnotherOneByNowEndsTheBuild() throws IOException {
        Path a = write("a", "one");
        DiskFile found = DiskFile.of(a);
        write("a", "more than one");
        InputException e = assertThrows(InputException.class, () -> build(found));
        assertEquals(a + " changed while it was read; build again when nothing writes to it", e.getMessage());
        DiskFile gone = DiskFile.of(a);
        Files.delete(a);
        assertThrows(InputException.class, () -> build(gone));
    }

    @Test
    public void contentThatIsNoFileNamesItself() {
        FileContent heredoc = new FileContent() {
            @Override
            public InputStream open() {
                throw new AssertionError("not read");
            }

            @Override
            public String identity() {
                return Digest.of("text".getBytes(StandardCharsets.UTF_8)).toString();
            }
        };
        try (CacheDirectory directory = CacheDirectory.open(cache);
                FileDigests digests = FileDigests.open(directory, context)) {
            assertEquals(
                    List.of("sha256:982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"),
                    digests.identities(List.of(heredoc)));
        }
    }
}
