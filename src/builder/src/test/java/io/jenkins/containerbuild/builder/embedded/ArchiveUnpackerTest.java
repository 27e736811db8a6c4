package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What ADD unpacks, and that no archive gets at anything but its destination. */
public class ArchiveUnpackerTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final OverlayTree base = TreeText.tree(
            "d 755 0:0 etc",
            "f 644 0:0 etc/passwd root",
            "d 2710 1234:50 locked",
            "d 755 0:0 app",
            "d 700 9:9 app/kept",
            "f 600 9:9 app/kept/inside x",
            "l 0:0 app/lib -> ../usr/lib",
            "d 755 0:0 usr");
    private final OverlayTree tree = new OverlayTree(base);
    private CacheDirectory cache;
    private ArchiveStore store;

    @Before
    public void openCache() throws IOException {
        cache = CacheDirectory.open(folder.newFolder().toPath());
        store = new ArchiveStore(cache, FileDigests.open(cache, folder.getRoot().toPath()), 1 << 20);
    }

    private void add(String destination, String... members) throws IOException {
        add(destination, "", tar(members));
    }

    private void add(String destination, String chown, byte[] bytes) {
        Archive archive = store.open(file(bytes)).orElseThrow();
        new ArchiveUnpacker(tree, TreeText.attributes(chown, "", base)).unpack(archive, "a.tar", destination);
    }

    private static FileNode file(byte[] bytes) {
        return FileNode.file("a.tar", 0644, 0, 0, 0, bytes.length, new Bytes(bytes));
    }

    private record Bytes(byte[] bytes) implements FileContent {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public String identity() {
            return Digest.of(bytes).toString();
        }
    }

    /** Members as {@link TreeText} has them; {@code h name -> target} is a hard link, {@code c name} the device 1:3. */
    private static byte[] tar(String... members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            for (String member : members) {
                String[] words = member.split(" ", 5);
                TarArchiveEntry entry =
                        switch (words[0]) {
                            case "h" -> link(words[1], TarConstants.LF_LINK, words[3]);
                            case "c" -> device(words[1]);
                            case "l" -> link(words[2], TarConstants.LF_SYMLINK, words[4]);
                            default ->
                                new TarArchiveEntry(
                                        words[3],
                                        words[0].equals("d") ? TarConstants.LF_DIR : TarConstants.LF_NORMAL,
                                        true);
                        };
                byte[] content =
                        (words[0].equals("f") && words.length > 4 ? words[4] : "").getBytes(StandardCharsets.UTF_8);
                if (words[0].equals("d") || words[0].equals("f")) {
                    entry.setMode(Integer.parseInt(words[1], 8));
                    own(entry, words[2]);
                } else if (words[0].equals("l")) {
                    own(entry, words[1]);
                }
                entry.setModTime(java.nio.file.attribute.FileTime.from(TreeText.OLD, TimeUnit.NANOSECONDS));
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void own(TarArchiveEntry entry, String owner) {
        String[] ids = owner.split(":");
        entry.setIds(Integer.parseInt(ids[0]), Integer.parseInt(ids[1]));
    }

    private static TarArchiveEntry link(String name, byte type, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        entry.setMode(0644);
        return entry;
    }

    private static TarArchiveEntry device(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_CHR, true);
        entry.setDevMajor(1);
        entry.setDevMinor(3);
        return entry;
    }

    private void brings(String... lines) {
        assertEquals(String.join("\n", lines), String.join("\n", TreeText.layer(tree)));
    }

    @Test
    public void membersKeepOwnersAndModesAndMadeDirectoriesGetTheOwnerOfChown() throws IOException {
        add("/new/x", "3:4", tar("d 700 77:78 dir", "f 4755 77:78 dir/b b", "h dir/hard -> dir/b", "l 0:0 lnk -> dir"));
        brings(
                "d 755 3:4 new new",
                "d 755 3:4 new/x new",
                "d 700 77:78 new/x/dir",
                "f 644 0:0 new/x/dir/b b",
                "h new/x/dir/hard = new/x/dir/b",
                "l 0:0 new/x/lnk -> dir");
    }

    @Test
    public void directoriesAreMergedAndTakeTheArchivesAttributes() throws IOException {
        add("/app/", "d 711 1:2 ./", "d 751 1:2 ./kept", "f 644 1:2 ./implied/deep/f f");
        brings(
                "d 755 0:0 app",
                "d 755 0:0 app/implied new",
                "d 755 0:0 app/implied/deep new",
                "f 644 1:2 app/implied/deep/f f",
                "d 751 1:2 app/kept");
        assertTrue(tree.find("app/kept/inside").isPresent());
    }

    @Test
    public void anythingElseIsReplaced() throws IOException {
        add("/app", "f 644 0:0 kept file", "d 755 0:0 lib");
        brings("d 755 0:0 app", "f 644 0:0 app/kept file", "d 755 0:0 app/lib");
        assertTrue(tree.find("app/kept/inside").isEmpty());
    }

    @Test
    public void directoryReplacedTwiceHidesItsContentInTheBase() throws IOException {
        add("/app", "f 644 0:0 kept file", "d 755 0:0 kept");
        brings("d 755 0:0 app", "d 755 0:0 app/kept", "f 644 0:0 app/kept/.wh..wh..opq");
        assertEquals(List.of(), tree.children("app/kept"));
    }

    @Test
    public void aDirectoryNamedByASlashIsTheDestination() throws IOException {
        add("/srv", "d 711 5:6 ./", "f 644 0:0 ./f x");
        brings("d 755 0:0 srv new", "f 644 0:0 srv/f x");
        add("/srv", "d 711 5:6 /");
        brings("d 711 5:6 srv", "f 644 0:0 srv/f x");
    }

    @Test
    public void hardLinkToASymbolicLinkSetsItsOwner() throws IOException {
        add("/srv", "l 5:6 soft -> x", "h hard -> soft");
        brings("d 755 0:0 srv new", "l 0:0 srv/hard -> x", "l 0:0 srv/soft -> x");
    }

    @Test
    public void nothingButALinkIsOlderThan1970() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            TarArchiveEntry entry = new TarArchiveEntry("f");
            entry.setModTime(java.nio.file.attribute.FileTime.fromMillis(-5_000));
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            TarArchiveEntry link = link("l", TarConstants.LF_SYMLINK, "f");
            link.setModTime(java.nio.file.attribute.FileTime.fromMillis(-5_000));
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        }
        add("/srv", "", bytes.toByteArray());
        assertEquals(0, tree.find("srv/f").orElseThrow().mtimeNanos());
        assertEquals(-5_000_000_000L, tree.find("srv/l").orElseThrow().mtimeNanos());
    }

    @Test
    public void nothingLeadsOutOfTheDestination() throws IOException {
        add(
                "/app",
                "f 644 0:0 ../../etc/passwd up",
                "f 644 0:0 /etc/shadow absolute",
                "l 0:0 out -> /etc",
                "f 644 0:0 out/group through",
                "l 0:0 far -> ../../../../..",
                "f 644 0:0 far/root through");
        brings(
                "d 755 0:0 app",
                "d 755 0:0 app/etc new",
                "f 644 0:0 app/etc/group through",
                "f 644 0:0 app/etc/passwd up",
                "f 644 0:0 app/etc/shadow absolute",
                "l 0:0 app/far -> ../../../../..",
                "l 0:0 app/out -> /etc",
                "f 644 0:0 app/root through");
    }

    @Test
    public void hardLinksReachNothingOutside() throws IOException {
        byte[] archive = tar("h mine -> ../etc/passwd");
        StepException e = assertThrows(StepException.class, () -> add("/app", "", archive));
        assertEquals("the archive has a hard link \"mine\" to \"../etc/passwd\", which is not a file", e.getMessage());
    }

    @Test
    public void devicesAreKept() throws IOException {
        add("/", "c dev/null");
        FileNode device = LayerEntries.of(tree).get(1);
        assertEquals(FileNode.Kind.CHARACTER_DEVICE, device.kind());
        assertEquals(new FileNode.Device(1, 3), device.device());
    }

    @Test
    public void extendedAttributesStayWithTheirFiles() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            TarArchiveEntry ping = new TarArchiveEntry("ping");
            ping.addPaxHeader("SCHILY.xattr.security.capability", "caps");
            tar.putArchiveEntry(ping);
            tar.closeArchiveEntry();
            tar.putArchiveEntry(link("pong", TarConstants.LF_LINK, "ping"));
            tar.closeArchiveEntry();
        }
        add("/bin", "", bytes.toByteArray());
        FileNode file = LayerEntries.of(tree).get(1);
        assertEquals("bin/ping", file.path());
        assertEquals("caps", new String(file.xattrs().get("security.capability"), StandardCharsets.UTF_8));
    }

    @Test
    public void everyCompressionIsKnownByItsFirstBytes() throws IOException {
        byte[] tar = tar("f 644 0:0 f content");
        List<byte[]> archives = List.of(
                tar,
                compressed(tar, GZIPOutputStream::new),
                compressed(tar, BZip2CompressorOutputStream::new),
                compressed(tar, XZCompressorOutputStream::new),
                compressed(tar, ZstdOutputStream::new));
        for (byte[] archive : archives) {
            add("/x", "", archive);
            assertEquals("content", TreeText.text(tree.find("x/f").orElseThrow().content()));
        }
    }

    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] compressed(byte[] bytes, Compressor compressor) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (OutputStream out = compressor.over(result)) {
            out.write(bytes);
        }
        return result.toByteArray();
    }

    @Test
    public void otherFilesAreNotUnpacked() throws IOException {
        for (byte[] bytes : List.of(
                new byte[0],
                new byte[2048],
                "text".getBytes(StandardCharsets.UTF_8),
                compressed("text".getBytes(StandardCharsets.UTF_8), GZIPOutputStream::new),
                new byte[] {0x1F, (byte) 0x8B, 8, 0})) {
            assertEquals(Optional.empty(), store.open(file(bytes)));
        }
    }

    @Test
    public void aBombIsRefusedBeforeItFillsTheDisk() throws IOException {
        byte[] bomb = compressed(tar("f 644 0:0 zeros " + "0".repeat(5 << 20)), GZIPOutputStream::new);
        StepException e = assertThrows(StepException.class, () -> store.open(file(bomb)));
        assertTrue(e.getMessage(), e.getMessage().contains("uncompresses to more than"));
    }

    @Test
    public void aDamagedArchiveIsAnErrorThatNamesIt() throws IOException {
        byte[] whole = tar("f 644 0:0 f " + "x".repeat(5000));
        byte[] cut = java.util.Arrays.copyOf(whole, 2000);
        StepException e = assertThrows(StepException.class, () -> add("/x", "", cut));
        assertTrue(e.getMessage(), e.getMessage().startsWith("the archive a.tar cannot be unpacked: "));
    }
}
