package io.jenkins.containerbuild.tar;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.testing.TarBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

/** Sparse files in pax archives are unpacked as in Docker Engine 26.1; damaged maps are errors. */
public class SparseFilesTest {
    private static final byte[] WHOLE = "\0\0\0ab\0\0\0\0\0cde\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static String inContent(String map, String stored) {
        return map + "\0".repeat((512 - map.length() % 512) % 512) + stored;
    }

    private static TarBytes version00(String... numbers) {
        String[] records = new String[numbers.length + 2];
        records[0] = "GNU.sparse.size=20";
        records[1] = "GNU.sparse.numblocks=" + numbers.length / 2;
        for (int i = 0; i < numbers.length; i++) {
            records[i + 2] = (i % 2 == 0 ? "GNU.sparse.offset=" : "GNU.sparse.numbytes=") + numbers[i];
        }
        return new TarBytes().pax('x', records);
    }

    private static TarBytes version01(String map) {
        return new TarBytes().pax('x', "GNU.sparse.size=20", "GNU.sparse.name=real", "GNU.sparse.map=" + map);
    }

    private static TarBytes version10(long size) {
        return new TarBytes()
                .pax(
                        'x',
                        "GNU.sparse.major=1",
                        "GNU.sparse.minor=0",
                        "GNU.sparse.name=real",
                        "GNU.sparse.realsize=" + size);
    }

    private static byte[] content(TarReader reader) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[7];
        for (int read = reader.read(buffer, 0, 7); read >= 0; read = reader.read(buffer, 0, 7)) {
            out.write(buffer, 0, read);
        }
        return out.toByteArray();
    }

    @Test
    public void allVersionsExpand() throws IOException {
        List<byte[]> rows = List.of(
                version00("3", "2", "10", "3")
                        .file("real", "abcde")
                        .file("next", "x")
                        .end(),
                version01("3,2,10,3")
                        .file("GNUSparseFile.0/s", "abcde")
                        .file("next", "x")
                        .end(),
                version10(20)
                        .file("GNUSparseFile.0/s", inContent("2\n3\n2\n10\n3\n", "abcde"))
                        .file("next", "x")
                        .end());
        for (byte[] row : rows) {
            TarReader reader = new TarReader(new ByteArrayInputStream(row));
            FileNode file = reader.next();
            assertEquals(
                    "real 20 5",
                    file.path() + " " + file.size() + " " + reader.section().storedSize());
            assertArrayEquals(WHOLE, content(reader));
            byte[] stored = java.util.Arrays.copyOfRange(
                    row, (int) reader.section().offset(), (int) reader.section().offset() + 5);
            assertArrayEquals(
                    WHOLE,
                    reader.section().expand(new ByteArrayInputStream(stored)).readAllBytes());
            assertEquals("next", reader.next().path());
            assertNull(reader.next());
        }
    }

    @Test
    public void anEmptyMapIsAFileOfZeros() throws IOException {
        byte[] tar = version10(9).file("s", inContent("0\n", "")).end();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        reader.next();
        assertArrayEquals(new byte[9], content(reader));
    }

    @Test
    public void anUnknownVersionIsAnOrdinaryFile() throws IOException {
        byte[] tar = new TarBytes()
                .pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=1", "GNU.sparse.name=real")
                .file("s", "abc")
                .end();
        FileNode file = new TarReader(new ByteArrayInputStream(tar)).next();
        assertEquals("s 3", file.path() + " " + file.size());
    }

    @Test
    public void damagedMapsAreErrors() {
        List<byte[]> rows = List.of(
                version01("3,2,4,3").file("s", "abcde").end(),
                version01("3,2,18,3").file("s", "abcde").end(),
                version01("3,2,10").file("s", "ab").end(),
                version01("3,2").file("s", "abcde").end(),
                version01("3,9").file("s", "abcde").end(),
                version01("-3,2").file("s", "ab").end(),
                version01("9223372036854775807,9223372036854775807")
                        .file("s", "ab")
                        .end(),
                version00("3").file("s", "ab").end(),
                version10(20).file("s", inContent("2\n3\n2\n", "ab")).end(),
                version10(20).file("s", inContent("x\n", "ab")).end(),
                version10(20).file("s", "2\n3\n2\n").end(),
                version10(20).file("s", "9".repeat(512)).end(),
                version10(20).file("s", inContent("900000\n", "ab")).end());
        for (int i = 0; i < rows.size(); i++) {
            byte[] row = rows.get(i);
            Exception e = assertThrows(
                    "row " + i, Exception.class, () -> new TarReader(new ByteArrayInputStream(row)).next());
            assertTrue("row " + i + " " + e, e instanceof IOException || e instanceof LimitException);
            assertTrue("row " + i + " has a message", e.getMessage() != null);
        }
    }

    @Test
    public void aFileOfNothingButHolesIsNoBomb() {
        byte[] tar = version10(1L << 50).file("s", inContent("0\n", "")).end();
        LimitException e =
                assertThrows(LimitException.class, () -> new TarReader(new ByteArrayInputStream(tar)).next());
        assertEquals(
                "\"s\" is a sparse file that expands to 1125899906842624 bytes, which is too large for this archive and may be an attack",
                e.getMessage());
    }

    /** Docker Engine 26.1: "unhandled tar header type 83". */
    @Test
    public void theFormatOfOldGnuTarsIsRefusedWithAdvice() {
        byte[] tar = new TarBytes().member("s", 'S', "", new byte[0]).end();
        LimitException e =
                assertThrows(LimitException.class, () -> new TarReader(new ByteArrayInputStream(tar)).next());
        assertTrue(e.getMessage(), e.getMessage().contains("create the archive with --format=posix"));
    }
}
