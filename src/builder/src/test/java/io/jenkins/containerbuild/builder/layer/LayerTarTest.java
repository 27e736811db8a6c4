package io.jenkins.containerbuild.builder.layer;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.embedded.Layers;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileNode.Device;
import io.jenkins.containerbuild.file.FileNode.Kind;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is written is read by others: GNU tar and Commons Compress. */
public class LayerTarTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] tar(long latest, FileNode... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Digest diffId = new LayerTar(out, latest).write(List.of(entries));
        assertEquals(Digest.of(out.toByteArray()), diffId);
        return out.toByteArray();
    }

    private static byte[] tar(FileNode... entries) throws IOException {
        return tar(Long.MAX_VALUE, entries);
    }

    private static TarArchiveEntry only(byte[] tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            return in.getNextEntry();
        }
    }

    private static FileNode device(String path, Kind kind, int mode, long gid, Device device) {
        return new FileNode(path, kind, mode, 0, gid, Layers.DAY, 0, "", device, Map.of(), null);
    }

    @Test
    public void gnuTarListsOwnersModesTimesAndLinks() throws IOException {
        FileNode data = FileNode.file(
                "opt/app/data.txt",
                04640,
                1234,
                50,
                Layers.DAY + 999_999_999,
                5,
                new Layers.Bytes("hello".getBytes(StandardCharsets.UTF_8)));
        Path file = folder.getRoot().toPath().resolve("layer.tar");
        Files.write(
                file,
                tar(
                        FileNode.directory("opt", 02710, 1234, 50, Layers.DAY),
                        FileNode.directory("opt/app", 01777, 0, 0, Layers.DAY),
                        data,
                        FileNode.hardLink("opt/app/same", data),
                        FileNode.symlink("opt/app/sym", "../data", 0, 0, Layers.DAY),
                        device("opt/null", Kind.CHARACTER_DEVICE, 0666, 0, new Device(1, 3)),
                        device("opt/sda", Kind.BLOCK_DEVICE, 0660, 6, new Device(8, 0)),
                        device("opt/pipe", Kind.PIPE, 0600, 0, Device.NONE)));
        String listing = Layers.run(
                "env", "TZ=UTC", "LC_ALL=C", "tar", "--numeric-owner", "--full-time", "-tvf", file.toString());
        assertEquals("""
                drwx--s--- 1234/50 0 2023-11-14 22:13:20 opt/
                drwxrwxrwt 0/0 0 2023-11-14 22:13:20 opt/app/
                -rwSr----- 1234/50 5 2023-11-14 22:13:20 opt/app/data.txt
                hrwSr----- 1234/50 0 2023-11-14 22:13:20 opt/app/same link to opt/app/data.txt
                lrwxrwxrwx 0/0 0 2023-11-14 22:13:20 opt/app/sym -> ../data
                crw-rw-rw- 0/0 1,3 2023-11-14 22:13:20 opt/null
                brw-rw---- 0/6 8,0 2023-11-14 22:13:20 opt/sda
                prw------- 0/0 0 2023-11-14 22:13:20 opt/pipe
                """, listing.replaceAll(" +", " "));
    }

    @Test
    public void namesOfEveryLengthComeBack() throws IOException {
        for (int length = 1; length <= 400; length++) {
            for (int every : new int[] {7, 90, 120, 1000}) {
                StringBuilder path = new StringBuilder();
                for (int i = 1; i <= length; i++) {
                    path.append(i % every == 0 && i != length ? '/' : 'x');
                }
                assertEquals(
                        path.toString(),
                        only(tar(Layers.file(path.toString(), ""))).getName());
                assertEquals(
                        path + "/", only(tar(Layers.directory(path.toString()))).getName());
                assertEquals(
                        path.toString(),
                        only(tar(FileNode.symlink("l", path.toString(), 0, 0, 0)))
                                .getLinkName());
            }
        }
    }

    @Test
    public void namesOfAnyBytesComeBackFromGnuTar() throws IOException {
        Path file = folder.getRoot().toPath().resolve("layer.tar");
        byte[][] names = {
            "sch\u00f6n/\u65e5\u672c/\ud83d\ude00".getBytes(StandardCharsets.UTF_8),
            {'a', (byte) 0xff, (byte) 0xfe, 'b'},
            {'l', (byte) 0xe9, '/', (byte) 0xc3, (byte) 0xa9},
            {(byte) 0xf0, (byte) 0x9f, (byte) 0x98},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80, 'x'},
        };
        for (byte[] name : names) {
            String path = PathBytes.decode(name, 0, name.length);
            assertArrayEquals(name, PathBytes.encode(path));
            Files.write(file, tar(Layers.file(path, "x"), FileNode.symlink("link", path, 0, 0, 0)));
            String listing = Layers.run("env", "LC_ALL=C", "tar", "--quoting-style=literal", "-tvf", file.toString());
            String raw = new String(name, StandardCharsets.ISO_8859_1);
            assertTrue(listing, listing.contains(" " + raw + "\n"));
            assertTrue(listing, listing.contains(" link -> " + raw + "\n"));
        }
    }

    @Test
    public void numbersBeyondTheFieldsComeBack() throws IOException {
        long big = (1L << 33) + 5;
        TarArchiveEntry entry =
                only(tar(FileNode.directory("d", 0755, 3_000_000_000L, 4_000_000_000L, big * 1_000_000_000L)));
        assertEquals(3_000_000_000L, entry.getLongUserId());
        assertEquals(4_000_000_000L, entry.getLongGroupId());
        assertEquals(big, entry.getLastModifiedTime().toMillis() / 1000);
        assertEquals(
                -2,
                only(tar(FileNode.directory("d", 0755, 0, 0, -1_500_000_000L)))
                                .getLastModifiedTime()
                                .toMillis()
                        / 1000);
    }

    @Test
    public void sizesBeyondEightGigabytesStandInAPaxRecord() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TarWriter(out).header(FileNode.file("big", 0644, 0, 0, 0, 9L << 30, new Layers.Bytes(new byte[0])));
        assertEquals(9L << 30, only(Arrays.copyOf(out.toByteArray(), 10240)).getSize());
    }

    @Test
    public void timesAreClampedAndWhole() throws IOException {
        byte[] clamped = tar(
                1_600_000_000L,
                Layers.file("new", "x"),
                FileNode.directory("old", 0755, 0, 0, 1_500_000_000_700_000_000L));
        List<Long> times = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(clamped))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                times.add(entry.getLastModifiedTime().toMillis());
            }
        }
        assertEquals(List.of(1_600_000_000_000L, 1_500_000_000_000L), times);
    }

    @Test
    public void extendedAttributesStandAsBuildKitWritesThem() throws IOException {
        byte[] capability = {1, 0, 0, 2, 0, 4, 0, 0, 10, 0, 0, 0};
        FileNode entry = FileNode.file("ping", 0755, 0, 0, 0, 0, new Layers.Bytes(new byte[0]))
                .withXattrs(Map.of(FileNode.CAPABILITY, capability));
        String text = new String(tar(entry), StandardCharsets.ISO_8859_1);
        String value = new String(capability, StandardCharsets.ISO_8859_1);
        assertTrue(text, text.contains("SCHILY.xattr.security.capability=" + value + "\n"));
    }

    @Test
    public void aFileThatIsShorterThanItWasIsNoLayer() {
        FileNode shrunk = FileNode.file("a", 0644, 0, 0, 0, 100, new Layers.Bytes(new byte[99]));
        InputException e = assertThrows(InputException.class, () -> tar(shrunk));
        assertEquals(
                "the file for /a changed while it was read; build again when nothing writes to it", e.getMessage());
    }

    @Test
    public void unreadableFileIsAnErrorWithItsReason() {
        FileNode unreadable = FileNode.file("a", 0644, 0, 0, 0, 1, new FileContent() {
            @Override
            public String identity() {
                return "a";
            }

            @Override
            public InputStream open() throws IOException {
                throw new AccessDeniedException("a");
            }
        });
        InputException e = assertThrows(InputException.class, () -> tar(unreadable));
        assertEquals(
                "the file for /a: cannot be read: permission denied. Make it readable for the user who builds, or leave"
                        + " it out of the image",
                e.getMessage());
    }
}
