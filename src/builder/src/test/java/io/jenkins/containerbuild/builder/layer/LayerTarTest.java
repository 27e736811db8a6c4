package io.jenkins.containerbuild.builder.layer;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.embedded.Layers;
import io.jenkins.containerbuild.builder.layer.LayerEntry.Device;
import io.jenkins.containerbuild.builder.layer.LayerEntry.Kind;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileContent;
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

    private static byte[] tar(long latest, LayerEntry... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Digest diffId = new LayerTar(out, latest).write(List.of(entries));
        assertEquals(Digest.of(out.toByteArray()), diffId);
        return out.toByteArray();
    }

    private static byte[] tar(LayerEntry... entries) throws IOException {
        return tar(Long.MAX_VALUE, entries);
    }

    private static TarArchiveEntry only(byte[] tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            return in.getNextEntry();
        }
    }

    @Test
    public void gnuTarListsOwnersModesTimesAndLinks() throws IOException {
        LayerEntry data = new LayerEntry(
                "opt/app/data.txt",
                Kind.FILE,
                04640,
                1234,
                50,
                Layers.DAY + 999_999_999,
                "",
                5,
                new Layers.Bytes("hello".getBytes(StandardCharsets.UTF_8)),
                Device.NONE,
                Map.of());
        Path file = folder.getRoot().toPath().resolve("layer.tar");
        Files.write(
                file,
                tar(
                        LayerEntry.directory("opt", 02710, 1234, 50, Layers.DAY),
                        LayerEntry.directory("opt/app", 01777, 0, 0, Layers.DAY),
                        data,
                        LayerEntry.hardLink("opt/app/same", data),
                        LayerEntry.symlink("opt/app/sym", "../data", 0, 0, Layers.DAY),
                        new LayerEntry(
                                "opt/null",
                                Kind.CHARACTER_DEVICE,
                                0666,
                                0,
                                0,
                                Layers.DAY,
                                "",
                                0,
                                null,
                                new Device(1, 3),
                                Map.of()),
                        new LayerEntry(
                                "opt/sda",
                                Kind.BLOCK_DEVICE,
                                0660,
                                0,
                                6,
                                Layers.DAY,
                                "",
                                0,
                                null,
                                new Device(8, 0),
                                Map.of()),
                        new LayerEntry(
                                "opt/pipe", Kind.FIFO, 0600, 0, 0, Layers.DAY, "", 0, null, Device.NONE, Map.of())));
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
                        only(tar(LayerEntry.symlink("l", path.toString(), 0, 0, 0)))
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
            Files.write(file, tar(Layers.file(path, "x"), LayerEntry.symlink("link", path, 0, 0, 0)));
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
                only(tar(LayerEntry.directory("d", 0755, 3_000_000_000L, 4_000_000_000L, big * 1_000_000_000L)));
        assertEquals(3_000_000_000L, entry.getLongUserId());
        assertEquals(4_000_000_000L, entry.getLongGroupId());
        assertEquals(big, entry.getLastModifiedTime().toMillis() / 1000);
        assertEquals(
                -2,
                only(tar(LayerEntry.directory("d", 0755, 0, 0, -1_500_000_000L)))
                                .getLastModifiedTime()
                                .toMillis()
                        / 1000);
    }

    @Test
    public void sizesBeyondEightGigabytesStandInAPaxRecord() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TarWriter(out)
                .header(LayerEntry.file("big", 0644, 0, 0, 0, 9L << 30, new Layers.Bytes(new byte[0]))
                        .member(Long.MAX_VALUE));
        assertEquals(9L << 30, only(Arrays.copyOf(out.toByteArray(), 10240)).getSize());
    }

    @Test
    public void timesAreClampedAndWhole() throws IOException {
        byte[] clamped = tar(
                1_600_000_000L,
                Layers.file("new", "x"),
                LayerEntry.directory("old", 0755, 0, 0, 1_500_000_000_700_000_000L));
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
        LayerEntry entry = new LayerEntry(
                "ping",
                Kind.FILE,
                0755,
                0,
                0,
                0,
                "",
                0,
                new Layers.Bytes(new byte[0]),
                Device.NONE,
                Map.of("security.capability", capability));
        String text = new String(tar(entry), StandardCharsets.ISO_8859_1);
        String value = new String(capability, StandardCharsets.ISO_8859_1);
        assertTrue(text, text.contains("SCHILY.xattr.security.capability=" + value + "\n"));
    }

    @Test
    public void aFileThatIsShorterThanItWasIsNoLayer() {
        LayerEntry shrunk = LayerEntry.file("a", 0644, 0, 0, 0, 100, new Layers.Bytes(new byte[99]));
        InputException e = assertThrows(InputException.class, () -> tar(shrunk));
        assertEquals(
                "the file for /a changed while it was read; build again when nothing writes to it", e.getMessage());
    }

    @Test
    public void unreadableFileIsAnErrorWithItsReason() {
        LayerEntry unreadable = LayerEntry.file("a", 0644, 0, 0, 0, 1, new FileContent() {
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
