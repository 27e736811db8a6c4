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
import io.jenkins.containerbuild.testing.TarBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives that are made to cost time or memory are refused or unpacked with little work, and never added packed without a word. */
public class HostileArchiveTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final OverlayTree tree = new OverlayTree(TreeText.tree("d 755 0:0 x"));
    private ArchiveStore store;

    @Before
    public void openCache() throws IOException {
        CacheDirectory cache = CacheDirectory.open(folder.newFolder().toPath());
        store = new ArchiveStore(cache, FileDigests.open(cache, folder.getRoot().toPath()));
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

    private Optional<Archive> open(byte[] bytes) {
        return store.open(FileNode.file("a.tar", 0644, 0, 0, 0, bytes.length, new Bytes(bytes)));
    }

    private void add(byte[] bytes) {
        Archive archive = open(bytes).orElseThrow();
        new ArchiveUnpacker(tree, TreeText.attributes("", "", tree)).unpack(archive, "a.tar", "/x/");
    }

    private String refused(byte[] bytes) {
        String message = assertThrows(StepException.class, () -> add(bytes)).getMessage();
        assertTrue(message, message.startsWith("the archive a.tar cannot be unpacked: "));
        assertTrue(message, message.endsWith("; create the archive again, or use COPY to copy it without unpacking"));
        assertTrue(message, message.length() < 500 && !message.contains("null"));
        return message;
    }

    @Test
    public void longNamesAndTargetsAreRefused() {
        String loop = "z/../".repeat(900);
        String million = "n/".repeat(500_000);
        byte[] gnuName = (million + "\0").getBytes(StandardCharsets.US_ASCII);
        List<byte[]> rows = List.of(
                new TarBytes().pax('x', "linkpath=" + loop).symlink("l", "").end(),
                new TarBytes().pax('x', "path=" + million).file("f", "").end(),
                new TarBytes().pax('x', "path=" + "n".repeat(256)).file("f", "").end(),
                new TarBytes()
                        .file("f", "")
                        .pax('x', "linkpath=" + loop)
                        .member("h", '1', "", new byte[0])
                        .end(),
                new TarBytes().member("L", 'L', "", gnuName).file("f", "").end(),
                new TarBytes().member("K", 'K', "", gnuName).symlink("f", "").end(),
                // The path is short, what its links make of it is not.
                new TarBytes()
                        .pax('x', "linkpath=" + "a/".repeat(1500))
                        .symlink("l", "")
                        .pax('x', "path=l/" + "b/".repeat(1500) + "f")
                        .file("f", "")
                        .end());
        for (byte[] row : rows) {
            refused(row);
        }
    }

    /** Each member implies 2,000 directories with paths of 4 MB altogether. */
    @Test
    public void impliedDirectoriesCount() {
        TarBytes tar = new TarBytes();
        for (int i = 0; i < 200; i++) {
            tar.pax('x', "path=" + i + "/a".repeat(2000)).file("f", "");
        }
        assertTrue(refused(tar.end()).contains("its paths have more than"));
    }

    /** Each member goes through 40 links of 4,000 bytes. */
    @Test
    public void workOfFollowingLinksIsBounded() {
        TarBytes tar = new TarBytes().member("z/", '5', "", new byte[0]);
        for (int i = 0; i < 39; i++) {
            tar.pax('x', "linkpath=" + "z/../".repeat(798) + (i == 0 ? "z" : "l" + (i - 1)))
                    .symlink("l" + i, "");
        }
        for (int i = 0; i < 20_000; i++) {
            tar.file("l38/" + i + "/f", "");
        }
        assertTrue(refused(tar.end()).contains("resolving them takes more than"));
    }

    @Test
    public void chainsOfLinksEndWhereLinuxEndsThem() {
        for (int links : new int[] {40, 41}) {
            TarBytes tar = new TarBytes();
            for (int i = 0; i < links; i++) {
                tar.symlink("c" + links + "-" + i, "c" + links + "-" + (i + 1));
            }
            tar.member("c" + links + "-" + links, '5', "", new byte[0]).file("c" + links + "-0/f", "");
            if (links == 40) {
                add(tar.end());
            } else {
                assertTrue(assertThrows(StepException.class, () -> add(tar.end()))
                        .getMessage()
                        .contains("too many symbolic links"));
            }
        }
    }

    /** Global headers are ignored, as in Docker Engine 26.1, so a large one does not make each member expensive. */
    @Test
    public void globalHeadersSayNothing() {
        String[] records = new String[20_000];
        Arrays.setAll(records, i -> i % 2 == 0 ? "path=glob" + i : "SCHILY.xattr.user.k" + i + "=v");
        TarBytes tar = new TarBytes().pax('g', records);
        for (int i = 0; i < 2000; i++) {
            tar.file("f" + i, "");
        }
        add(tar.pax('g', "mtime=5").file("g", "").end());
        assertEquals(2001, tree.changes().size());
        assertTrue(tree.find("x/f1999").isPresent());
    }

    /** A directory is replaced by a file and made again: each node is visited once. */
    @Test
    public void costOfReplacingDependsOnlyOnTheReplacedFiles() {
        int files = 5000;
        for (int round = 0; round < 2; round++) {
            TarBytes tar = new TarBytes();
            for (int i = 0; i < files; i++) {
                tar.file("f" + i, "");
            }
            add(tar.end());
        }
        assertEquals("files upon files", 0, tree.visited());
        TarBytes directories = new TarBytes();
        for (int i = 0; i < files; i++) {
            directories.file("d" + i + "/f", "");
        }
        for (int i = 0; i < files; i++) {
            directories.file("d" + i, "");
        }
        add(directories.end());
        assertEquals("directories replaced by files", files, tree.visited());
        assertEquals(2 * files, tree.changes().size());
    }

    @Test
    public void anInterruptEndsUnpacking() {
        TarBytes tar = new TarBytes();
        for (int i = 0; i < 100; i++) {
            tar.pax('x', "mtime=5");
        }
        Archive archive = open(tar.file("f", "").end()).orElseThrow();
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> new ArchiveUnpacker(tree, TreeText.attributes("", "", tree))
                    .unpack(archive, "a", "/x/"));
        } finally {
            assertTrue("still interrupted", Thread.interrupted());
        }
    }

    @Test
    public void archivesThatWereCutSaySo() {
        byte[] content = new byte[5000];
        List<byte[]> rows = List.of(
                new TarBytes().file("a", "").member("f", '0', "", content).cut(700),
                new TarBytes()
                        .file("a", "")
                        .member("f", '7', "", content)
                        .file("g", "")
                        .cut(1700),
                new TarBytes().file("a", "").pax('x', "path=" + "n".repeat(900)).cut(600),
                new TarBytes().file("a", "").file("f", "").cut(100));
        for (byte[] row : rows) {
            assertTrue(refused(row).contains("the tar ends in the middle of"));
        }
    }

    private static byte[] tar() {
        return new TarBytes().file("f", "x".repeat(100_000)).end();
    }

    private static byte[] xz(int dictionary) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LZMA2Options options = new LZMA2Options(0);
        options.setDictSize(8 << 20);
        try (XZOutputStream xz = new XZOutputStream(out, options)) {
            xz.write(tar());
        }
        byte[] bytes = out.toByteArray();
        // The size of the dictionary stands in the block header (XZ file format, 5.3.1), whose checksum follows it.
        int header = 12;
        int length = 4 * ((bytes[header] & 0xFF) + 1);
        bytes[header + 4] = (byte) dictionary;
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(bytes, header, length - 4);
        for (int i = 0; i < 4; i++) {
            bytes[header + length - 4 + i] = (byte) (crc.getValue() >> 8 * i);
        }
        return bytes;
    }

    @Test
    public void archiveThatNeedsTooMuchMemoryIsRefused() throws IOException {
        // Code 40 is a dictionary of 4 GiB, 32 of 256 MiB, 26 of 32 MiB.
        assertTrue(refused(xz(40)).contains("compress it with xz -9 at most"));
        assertTrue(refused(xz(32)).contains("its xz dictionary needs more than 128 MiB"));
        assertTrue(open(xz(26)).isPresent());
        for (int window : new int[] {27, 29, 30, 31}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
                zstd.write(tar());
            }
            byte[] bytes = out.toByteArray();
            // Window_Descriptor (RFC 8878, 3.1.1.1.2): exponent 10 and up in the upper five bits.
            assertEquals("no single segment", 0, bytes[4] & 0x20);
            bytes[5] = (byte) (window - 10 << 3);
            if (window <= 29) {
                assertTrue(open(bytes).isPresent());
            } else {
                assertTrue(refused(bytes).contains("its zstd window needs more than 512 MiB"));
            }
        }
    }

    @Test
    public void fileDamagedFromTheStartIsNotUnpacked() throws IOException {
        List<byte[]> rows = List.of(
                new TarBytes()
                        .member("pax", 'x', "", "no record".getBytes(StandardCharsets.UTF_8))
                        .file("f", "")
                        .end(),
                new TarBytes().pax('x', "mtime=1e3").file("f", "").end(),
                new TarBytes().pax('x', "size=-5").file("f", "").end(),
                new byte[2048],
                Arrays.copyOf(xz(26), 40));
        for (byte[] row : rows) {
            assertEquals(Optional.empty(), open(row));
        }
    }

    @Test
    public void manyEmptyMembersBeforeAnArchive() throws IOException {
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        new GZIPOutputStream(empty).close();
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        new BZip2CompressorOutputStream(bzip2).close();
        List<ByteArrayOutputStream> rows = new ArrayList<>();
        for (byte[] part : List.of(empty.toByteArray(), bzip2.toByteArray())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 30_000; i++) {
                all.writeBytes(part);
            }
            rows.add(all);
        }
        try (GZIPOutputStream gzip = new GZIPOutputStream(rows.get(0))) {
            gzip.write(tar());
        }
        try (BZip2CompressorOutputStream compressor = new BZip2CompressorOutputStream(rows.get(1))) {
            compressor.write(tar());
        }
        for (ByteArrayOutputStream row : rows) {
            assertTrue(open(row.toByteArray()).isPresent());
        }
    }

    /** Docker Engine 26.1 gives files and directories out of archives no time before 1970 or after 2262. */
    @Test
    public void timesThatNoFileHas() {
        for (String[] row : new String[][] {
            {"7258118400.5", "7258118400500000000"},
            {"10413792000", "0"},
            {"253402300799", "0"},
            {"99999999999999", "0"},
            {"-100", "0"},
            {"-62135596800", "0"},
            {"1.999999999", "1999999999"},
            {"1.9999999999", "1999999999"}
        }) {
            add(new TarBytes().pax('x', "mtime=" + row[0]).file("f", "").end());
            assertEquals(
                    row[0],
                    Long.parseLong(row[1]),
                    tree.find("x/f").orElseThrow().mtimeNanos());
        }
    }

    @Test
    public void sparseFilesAreUnpacked() throws IOException {
        add(new TarBytes()
                .pax('x', "GNU.sparse.size=20", "GNU.sparse.name=s", "GNU.sparse.map=3,2,10,3")
                .file("GNUSparseFile.0/s", "abcde")
                .end());
        FileNode file = tree.find("x/s").orElseThrow();
        assertEquals(20, file.size());
        try (InputStream in = file.content().open()) {
            assertEquals(
                    "\0\0\0ab\0\0\0\0\0cde\0\0\0\0\0\0\0", new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }
}
