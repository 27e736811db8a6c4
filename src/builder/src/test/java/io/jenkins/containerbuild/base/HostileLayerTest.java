package io.jenkins.containerbuild.base;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.testing.TarBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;
import org.junit.Test;

/** Layers of bases that are made to cost time or memory. */
public class HostileLayerTest {
    private static final Digest LAYER = Digest.of(new byte[0]);

    private static LayerListing list(byte[] tar) throws IOException {
        return LayerListing.parse(ListingBuilder.list(LAYER, new ByteArrayInputStream(tar)), LAYER)
                .orElseThrow();
    }

    private static byte[] deep(int members, int depth, String prefix) {
        TarBytes tar = new TarBytes();
        for (int i = 0; i < members; i++) {
            tar.pax('x', "path=" + prefix + i + "/a".repeat(depth) + "/f").file("f", "");
        }
        return tar.end();
    }

    @Test
    public void aDeepPathIsListed() throws IOException {
        LayerListing listing = list(deep(2, 2000, "d"));
        assertTrue(listing.check());
        assertTrue(listing.find("d1" + "/a".repeat(2000) + "/f") > 0);
        assertTrue(listing.has(listing.find("d1" + "/a".repeat(1000)), LayerListing.IMPLIED));
    }

    /** 500 members in 10 kB imply a million directories with paths of 2 GB. */
    @Test
    public void impliedDirectoriesCount() {
        for (String prefix : List.of("", ".wh.")) {
            LimitException e = assertThrows(LimitException.class, () -> list(deep(500, 2000, "d/" + prefix)));
            assertTrue(e.getMessage(), e.getMessage().startsWith("its paths have more than"));
        }
    }

    @Test
    public void workOfFollowingLinksIsBounded() {
        TarBytes tar = new TarBytes().member("z/", '5', "", new byte[0]);
        tar.pax('x', "path=" + "z/".repeat(1000) + "f").file("f", "");
        for (int i = 0; i < 39; i++) {
            String target = i == 0 ? "z/".repeat(1000) : "l" + (i - 1);
            tar.pax('x', "linkpath=" + target).symlink("l" + i, "");
        }
        for (int i = 0; i < 20_000; i++) {
            tar.file("l38/" + i + "/f", "");
        }
        LimitException e = assertThrows(LimitException.class, () -> list(tar.end()));
        assertTrue(e.getMessage(), e.getMessage().contains("resolving them takes more than"));
    }

    @Test
    public void longNamesAndTargetsAreRefused() {
        String million = "n/".repeat(500_000);
        List<byte[]> rows = List.of(
                new TarBytes().pax('x', "path=" + million).file("f", "").end(),
                new TarBytes()
                        .pax('x', "path=" + million + ".wh.f")
                        .file("f", "")
                        .end(),
                new TarBytes().pax('x', "linkpath=" + million).symlink("f", "").end(),
                new TarBytes()
                        .pax('x', "linkpath=" + million)
                        .member("f", '1', "", new byte[0])
                        .end());
        for (byte[] row : rows) {
            assertThrows(LimitException.class, () -> list(row));
        }
    }

    @Test
    public void manyEmptyGzipMembersDoNotOverflowTheStack() throws IOException {
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        new GZIPOutputStream(empty).close();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            all.writeBytes(empty.toByteArray());
        }
        try (GZIPOutputStream gzip = new GZIPOutputStream(all)) {
            gzip.write(new TarBytes().file("f", "x").end());
        }
        try (LayerStream tar = LayerStream.of(new ByteArrayInputStream(all.toByteArray()), 1 << 20)) {
            assertEquals(1536 + 512, tar.readAllBytes().length);
        }
    }

    @Test
    public void anInterruptEndsReading() {
        byte[] tar = deep(2, 10, "d");
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> list(tar));
        assertTrue("still interrupted", Thread.interrupted());
    }
}
