package io.jenkins.containerbuild.tar;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileNode.Kind;
import io.jenkins.containerbuild.image.LimitException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.Test;

/**
 * Archives written by another program (Commons Compress) are read unchanged; damaged ones cause an {@link IOException}.
 */
public class TarReaderTest {
    private static final String LONG = "directory-with-a-rather-long-name/".repeat(9) + "file";

    private static byte[] archive(int longFiles, String encoding) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, encoding)) {
            tar.setLongFileMode(longFiles);
            tar.setBigNumberMode(
                    longFiles == TarArchiveOutputStream.LONGFILE_POSIX
                            ? TarArchiveOutputStream.BIGNUMBER_POSIX
                            : TarArchiveOutputStream.BIGNUMBER_STAR);
            tar.setAddPaxHeadersForNonAsciiNames(longFiles == TarArchiveOutputStream.LONGFILE_POSIX);
            put(tar, new TarArchiveEntry("dir/", true), "");
            put(tar, new TarArchiveEntry(LONG), "long");
            TarArchiveEntry odd = new TarArchiveEntry("caf\u00e9");
            odd.setMode(04755);
            odd.setIds(3_000_000, 50);
            odd.setModTime(java.nio.file.attribute.FileTime.from(1_600_000_000, java.util.concurrent.TimeUnit.SECONDS));
            put(tar, odd, "x".repeat(1000));
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName("/" + LONG);
            put(tar, link, "");
            TarArchiveEntry hard = new TarArchiveEntry("hard", TarConstants.LF_LINK);
            hard.setLinkName("caf\u00e9");
            put(tar, hard, "");
            TarArchiveEntry device = new TarArchiveEntry("null", TarConstants.LF_CHR);
            device.setDevMajor(1);
            device.setDevMinor(3);
            put(tar, device, "");
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Test
    public void paxAndGnuAndAnyBytes() throws IOException {
        check(archive(TarArchiveOutputStream.LONGFILE_POSIX, "UTF-8"), "caf\u00e9");
        check(archive(TarArchiveOutputStream.LONGFILE_GNU, "UTF-8"), "caf\u00e9");
        check(archive(TarArchiveOutputStream.LONGFILE_GNU, "ISO-8859-1"), "caf\udce9");
    }

    private static void check(byte[] archive, String odd) throws IOException {
        assertTrue(TarReader.isHeader(Arrays.copyOf(archive, TarReader.BLOCK)));
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        FileNode directory = reader.next();
        assertEquals("dir/", directory.path());
        assertEquals(Kind.DIRECTORY, directory.kind());
        FileNode file = reader.next();
        assertEquals(LONG, file.path());
        byte[] content = new byte[100];
        assertEquals(4, reader.read(content, 0, 100));
        assertEquals("long", new String(content, 0, 4, StandardCharsets.UTF_8));
        assertEquals(-1, reader.read(content, 0, 100));
        FileNode second = reader.next();
        assertEquals(odd, second.path());
        assertEquals(04755, second.mode());
        assertEquals(3_000_000, second.uid());
        assertEquals(50, second.gid());
        assertEquals(1_600_000_000L * 1_000_000_000L, second.mtimeNanos());
        assertEquals(1000, second.size());
        assertArrayEquals(
                "xxx".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOfRange(
                        archive,
                        (int) reader.section().offset() + 997,
                        (int) reader.section().offset() + 1000));
        FileNode link = reader.next();
        assertEquals(Kind.SYMLINK, link.kind());
        assertEquals("/" + LONG, link.linkTarget());
        assertEquals(odd, reader.next().linkTarget());
        FileNode device = reader.next();
        assertEquals(
                Kind.CHARACTER_DEVICE + " 1 3",
                device.kind() + " " + device.device().major() + " "
                        + device.device().minor());
        assertNull(reader.next());
    }

    @Test
    public void aSlashBehindANameMakesADirectoryInOldTarsOnly() throws IOException {
        TarReader old = new TarReader(new ByteArrayInputStream(header("d/", (char) 0, 0)));
        assertEquals(Kind.DIRECTORY, old.next().kind());
        assertNull(old.next());
        TarReader reader = new TarReader(new ByteArrayInputStream(header("d/", '0', 3)));
        FileNode file = reader.next();
        assertEquals(Kind.FILE + " 3", file.kind() + " " + file.size());
        assertNull(reader.next());
    }

    /** A header and as many bytes of content, filled up to a block; then the end of the archive. */
    private static byte[] header(String name, char type, int size) {
        byte[] bytes = new byte[TarReader.BLOCK * 4];
        String fields = name + "\0".repeat(100 - name.length()) + "0000644\0" + "0000000\0".repeat(2)
                + "%011o\0%011o\0        %c".formatted(size, 0, type);
        byte[] written = fields.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(written, 0, bytes, 0, written.length);
        int sum = 0;
        for (byte one : written) {
            sum += one & 0xFF;
        }
        byte[] checksum = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(checksum, 0, bytes, 148, checksum.length);
        return bytes;
    }

    @Test
    public void invalidTarIsRefused() {
        assertFalse(TarReader.isHeader(new byte[TarReader.BLOCK]));
        assertFalse(TarReader.isHeader("no tar".repeat(100).substring(0, 512).getBytes(StandardCharsets.UTF_8)));
        assertFalse(TarReader.isHeader(new byte[3]));
    }

    @Test
    public void anArchiveThatWasCutIsAnError() throws IOException {
        byte[] whole = archive(TarArchiveOutputStream.LONGFILE_POSIX, "UTF-8");
        byte[] cut = Arrays.copyOf(whole, 1700);
        assertThrows(IOException.class, () -> readAll(cut));
    }

    /** A member whose header has an impossible value, or one that would take too long to parse. */
    @Test(timeout = 20_000)
    public void claimsBeyondMeasureAreErrors() throws IOException {
        byte[] most = new byte[12];
        Arrays.fill(most, (byte) 0xff);
        most[0] = (byte) 0x80;
        most[1] = 0;
        byte[] wraps = {(byte) 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5};
        byte[] almost = {(byte) 0x80, 0, 0, 0, 0x7f, -1, -1, -1, -1, -1, -1, -1};
        for (byte[] size : List.of(most, wraps, almost)) {
            byte[] block = header('0');
            System.arraycopy(size, 0, block, 124, size.length);
            mendChecksum(block, 0);
            assertThrows(Arrays.toString(size), IOException.class, () -> readAll(block));
        }
        String digits = "0." + "1".repeat(900_000);
        for (String record : List.of("size=9223372036854775807", "mtime=" + digits, "mtime=1e-999999999")) {
            byte[] archive = extended('x', record);
            assertThrows(record.substring(0, 10), IOException.class, () -> readAll(archive));
        }
    }

    @Test
    public void aNegativeOwnerIsRefusedInAFieldAsInARecord() throws IOException {
        for (String key : List.of("uid", "gid")) {
            byte[] block = header('0');
            Arrays.fill(block, key.equals("uid") ? 108 : 116, key.equals("uid") ? 116 : 124, (byte) 0xff);
            mendChecksum(block, 0);
            for (byte[] archive : List.of(block, extended('x', key + "=-1"))) {
                IOException e = assertThrows(key, IOException.class, () -> readAll(archive));
                assertEquals("a tar header has an invalid " + key + ": \"-1\"", e.getMessage());
            }
        }
    }

    /** An endless sequence of small headers must not fill the memory. */
    @Test
    public void extendedHeadersOfAMemberAreBoundedTogether() throws IOException {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            many.write(header('x', "key" + i + "=" + "v".repeat(100_000)));
        }
        assertThrows(LimitException.class, () -> readAll(many.toByteArray()));
    }

    private static byte[] header(char type) {
        byte[] block = new byte[TarReader.BLOCK];
        block[0] = 'f';
        block[156] = (byte) type;
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 5);
        mendChecksum(block, 0);
        return block;
    }

    /** An extended header with a record. */
    private static byte[] header(char type, String record) throws IOException {
        int length = record.length() + 2;
        while ((length + " " + record + "\n").length() != length) {
            length++;
        }
        byte[] bytes = (length + " " + record + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] block = header(type);
        byte[] size = String.format("%011o", bytes.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, block, 124, size.length);
        mendChecksum(block, 0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(block);
        all.write(Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
        return all.toByteArray();
    }

    private static byte[] extended(char type, String record) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(header(type, record));
        all.write(header('0'));
        return all.toByteArray();
    }

    @Test
    public void damageIsAnErrorAtMost() throws IOException {
        long seed = 20260711;
        Random random = new Random(seed);
        byte[][] archives = {
            archive(TarArchiveOutputStream.LONGFILE_POSIX, "UTF-8"),
            archive(TarArchiveOutputStream.LONGFILE_GNU, "UTF-8")
        };
        int errors = 0;
        int runs = 20_000;
        for (int i = 0; i < runs; i++) {
            byte[] archive = archives[i % 2].clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(archive.length);
                archive[at] = (byte) random.nextInt(256);
                mendChecksum(archive, at / 512 * 512);
            }
            try {
                readAll(archive);
            } catch (IOException | LimitException e) {
                errors++;
            }
        }
        System.out.println("TarReader: " + runs + " damaged archives with seed " + seed + ", " + errors + " refused");
        assertTrue(errors > 0);
    }

    /** Lets damage get past the checksum. */
    private static void mendChecksum(byte[] archive, int block) {
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : archive[block + i] & 0xFF;
        }
        if (archive[block + 257] == 'u') {
            byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(digits, 0, archive, block + 148, 8);
        }
    }

    private static void readAll(byte[] archive) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        while (reader.next() != null) {
            // every header is read
        }
    }
}
