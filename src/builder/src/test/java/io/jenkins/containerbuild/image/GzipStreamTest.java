package io.jenkins.containerbuild.image;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.Test;

public class GzipStreamTest {
    private static final byte[] TEXT = "some text, some text\n".repeat(5000).getBytes(StandardCharsets.UTF_8);

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] repeated(byte[] part, int count) {
        byte[][] parts = new byte[count][];
        Arrays.fill(parts, part);
        return joined(parts);
    }

    private static byte[] read(byte[] gzip, int buffer) throws IOException {
        try (GzipStream in = new GzipStream(new ByteArrayInputStream(gzip), buffer)) {
            return in.readAllBytes();
        }
    }

    /** A header with all optional fields: extra, name, comment and checksum. */
    private static byte[] withAllFields(byte[] gzip) {
        byte[] header = Arrays.copyOf(gzip, 10);
        header[3] = 2 | 4 | 8 | 16;
        byte[] fields = {3, 0, 1, 2, 3, 'n', 0, 'c', 0, 9, 9};
        return joined(header, fields, Arrays.copyOfRange(gzip, 10, gzip.length));
    }

    @Test
    public void membersInAnyNumberAreOneStream() throws IOException {
        byte[] whole = gzip(TEXT);
        byte[] empty = gzip(new byte[0]);
        byte[] halves = joined(gzip(Arrays.copyOf(TEXT, 700)), gzip(Arrays.copyOfRange(TEXT, 700, TEXT.length)));
        // As many empty members as overflow the stack of java.util.zip.GZIPInputStream.
        byte[] empties = repeated(empty, 100_000);
        List<byte[]> rows = List.of(
                whole,
                halves,
                withAllFields(whole),
                joined(whole, "garbage".getBytes(StandardCharsets.UTF_8)),
                joined(whole, new byte[600]),
                joined(empties, whole),
                joined(whole, empties));
        for (byte[] row : rows) {
            for (int buffer : new int[] {1, 7, 1 << 16}) {
                assertArrayEquals(TEXT, read(row, buffer));
            }
        }
    }

    @Test
    public void damageIsAnError() throws IOException {
        byte[] whole = gzip(TEXT);
        byte[] wrongChecksum = whole.clone();
        wrongChecksum[whole.length - 8] ^= 1;
        byte[] wrongLength = whole.clone();
        wrongLength[whole.length - 1] ^= 1;
        byte[] wrongData = whole.clone();
        Arrays.fill(wrongData, 20, 60, (byte) 0xFF);
        for (byte[] row : List.of(wrongChecksum, wrongLength, wrongData, "no gzip".getBytes(StandardCharsets.UTF_8))) {
            ZipException e = assertThrows(ZipException.class, () -> read(row, 512));
            assertTrue(String.valueOf(e.getMessage()), e.getMessage() != null);
        }
        for (int length : new int[] {10, 50, whole.length - 9, whole.length - 1}) {
            EOFException e = assertThrows(EOFException.class, () -> read(Arrays.copyOf(whole, length), 512));
            assertEquals("the gzip data ends too early", e.getMessage());
        }
    }

    @Test
    public void anInterruptEndsAnEndlessRowOfEmptyMembers() throws IOException {
        byte[] empties = repeated(gzip(new byte[0]), 10);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> read(empties, 512));
        assertTrue("still interrupted", Thread.interrupted());
    }
}
