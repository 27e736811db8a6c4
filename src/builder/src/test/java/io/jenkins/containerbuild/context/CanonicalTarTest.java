package io.jenkins.containerbuild.context;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.testing.Command;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Reads the tar with Commons Compress and GNU tar and compares it with the files. */
public class CanonicalTarTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private ContextPlan plan(Path context) {
        DiskTree tree = DiskTree.of(context, IgnoreFile.NONE, "context");
        return ContextPlanner.plan(tree, "Dockerfile", List.of(new CopySource(1, List.of("."), List.of(), false)));
    }

    private byte[] tar(Path context) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CanonicalTar tar = new CanonicalTar(bytes)) {
            tar.add(plan(context));
        }
        return bytes.toByteArray();
    }

    private Path context() throws IOException {
        Path context = folder.newFolder().toPath();
        String longName = "n".repeat(90);
        Files.createDirectories(context.resolve(longName).resolve(longName));
        Files.writeString(context.resolve(longName).resolve(longName).resolve("deep"), "deep");
        Files.writeString(context.resolve("n".repeat(100)), "exactly 100");
        Files.writeString(RawPaths.resolve(context, "größe"), "ü");
        Files.createSymbolicLink(context.resolve("link"), Path.of("x".repeat(150)));
        Files.write(context.resolve("block"), new byte[512]);
        Files.write(context.resolve("empty"), new byte[0]);
        for (Path path : Files.walk(context).toList()) {
            if (!Files.isSymbolicLink(path)) {
                Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_999L));
            }
        }
        return context;
    }

    @Test
    public void theSameFilesGiveTheSameBytes() throws IOException {
        assertArrayEquals(withoutLinkTimes(tar(context())), withoutLinkTimes(tar(context())));
    }

    /** Java cannot set the time of a link, so the header of the only link is left out of the comparison. */
    private static byte[] withoutLinkTimes(byte[] tar) {
        for (int at = 0; at < tar.length; at += 512) {
            if (tar[at + 156] == '2' && tar[at + 257] == 'u') {
                java.util.Arrays.fill(tar, at, at + 512, (byte) 0);
            }
        }
        return tar;
    }

    @Test
    public void commonsCompressReadsIt() throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar(context())), "UTF-8")) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                assertEquals(0, entry.getLongUserId() + entry.getLongGroupId());
                if (!entry.isSymbolicLink()) {
                    assertEquals(1_700_000_000_000L, entry.getLastModifiedDate().getTime());
                } else {
                    assertEquals("x".repeat(150), entry.getLinkName());
                }
                if (entry.getName().equals("größe")) {
                    assertEquals("ü", new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                }
            }
        }
        String n = "n".repeat(90);
        assertEquals(
                List.of(
                        "block",
                        "empty",
                        "größe",
                        "link",
                        n + "/",
                        n + "/" + n + "/",
                        n + "/" + n + "/deep",
                        "n".repeat(100)),
                names);
    }

    @Test
    public void gnuTarUnpacksTheSameTree() throws IOException {
        Path context = context();
        Path file = Files.write(folder.getRoot().toPath().resolve("x.tar"), tar(context));
        Path out = folder.newFolder("out").toPath();
        Command.of("tar", "-xf", file.toString(), "-C", out.toString()).run().orFail();
        Command.Result difference = Command.of("diff", "-r", "--no-dereference", context.toString(), out.toString())
                .run();
        assertEquals(difference.text(), 0, difference.exit());
        assertEquals(FileTime.fromMillis(1_700_000_000_000L), Files.getLastModifiedTime(out.resolve("block")));
    }

    /**
     * A file over 8 GiB needs a record for its size. The file is sparse, so it takes no disk space; its bytes are
     * skipped.
     */
    @Test
    public void sizesOverEightGibibytesAreKept() throws IOException {
        Path context = folder.newFolder().toPath();
        long size = (8L << 30) + 5;
        FileNode node = FileNode.file("big", 0644, 0, 0, 0, size, new FileContent() {
            @Override
            public InputStream open() {
                throw new UnsupportedOperationException("the header is enough");
            }

            @Override
            public String identity() {
                return "big";
            }
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new CanonicalTar(bytes).add(node);
        } catch (UnsupportedOperationException expected) {
            assertTrue(context.toFile().exists());
        }
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(size, in.getNextEntry().getSize());
        }
    }

    @Test
    public void nothingIsHeldInMemory() throws IOException {
        Path context = folder.newFolder().toPath();
        try (RandomAccessFile sparse = new RandomAccessFile(context.resolve("f").toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }
        long[] written = {0};
        OutputStream counter = new OutputStream() {
            @Override
            public void write(int b) {
                written[0]++;
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                assertTrue(length + " bytes at once", length <= 1 << 16);
                written[0] += length;
            }
        };
        try (CanonicalTar tar = new CanonicalTar(counter)) {
            tar.add(plan(context));
        }
        assertEquals((1L << 30) + 512 + 1024, written[0]);
    }

    @Test
    public void aFileFromMemoryIsAddedToo() throws IOException {
        Path file = folder.getRoot().toPath().resolve("y.tar");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                CanonicalTar tar = new CanonicalTar(out)) {
            tar.add("dir/Dockerfile", "FROM scratch\n".getBytes(), 0600);
        }
        assertEquals(
                "-rw------- 0/0              13 1970-01-01 00:00 dir/Dockerfile\n",
                Command.of("tar", "-tvf", file.toString(), "--utc").output());
    }
}
