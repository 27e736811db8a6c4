package io.jenkins.containerbuild.base;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.github.luben.zstd.Zstd;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LayerStreamTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] gzip(byte[]... members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(member);
            }
        }
        return out.toByteArray();
    }

    @Test
    public void compressionIsDetectedByTheFirstBytes() throws IOException {
        byte[] tar = new byte[100_000];
        new Random(1).nextBytes(tar);
        byte[] half = java.util.Arrays.copyOf(tar, 50_000);
        byte[] rest = java.util.Arrays.copyOfRange(tar, 50_000, 100_000);
        for (byte[] blob : List.of(tar, gzip(tar), gzip(half, rest), Zstd.compress(tar))) {
            ByteArrayInputStream in = new ByteArrayInputStream(blob);
            try (LayerStream stream = LayerStream.of(in, 100_000)) {
                assertArrayEquals(tar, stream.readAllBytes());
                stream.finish();
                assertEquals("the blob is read to its end", 0, in.available());
            }
        }
    }

    @Test
    public void layerThatExceedsTheSizeLimitIsRefused() throws IOException {
        for (byte[] blob : List.of(gzip(new byte[100_001]), Zstd.compress(new byte[100_001]), new byte[100_001])) {
            try (LayerStream stream = LayerStream.of(new ByteArrayInputStream(blob), 100_000)) {
                IOException e = assertThrows(IOException.class, stream::readAllBytes);
                assertEquals(
                        "it unpacks to more than 100000 bytes, far more than its compressed size allows",
                        e.getMessage());
            }
            try (LayerStream stream = LayerStream.of(new ByteArrayInputStream(blob), 100_000)) {
                assertThrows(IOException.class, () -> stream.skipNBytes(100_001));
            }
        }
    }

    @Test
    public void aGzipBombInABaseIsNamed() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb, 1 << 16);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
            TarArchiveEntry zeros = new TarArchiveEntry("zeros");
            zeros.setSize(1_100L << 20);
            tar.putArchiveEntry(zeros);
            for (int i = 0; i < 1_100; i++) {
                tar.write(new byte[1 << 20]);
            }
            tar.closeArchiveEntry();
        }
        byte[] blob = bomb.toByteArray();
        Descriptor layer = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, blob);
        Manifest manifest = new Manifest(MediaTypes.OCI_MANIFEST, layer, List.of(layer), Map.of());
        BaseImage image = new BaseImage(
                "evil:1",
                null,
                layer,
                manifest,
                new ImageConfig(JsonObject.empty()),
                any -> new ByteArrayInputStream(blob));
        try (CacheDirectory cache = CacheDirectory.open(folder.getRoot().toPath())) {
            BaseFiles files = BaseFiles.of(image, cache, Optional.empty(), Progress.NONE);
            InputException e = assertThrows(InputException.class, files::index);
            assertTrue(
                    e.getMessage(),
                    e.getMessage()
                            .startsWith("layer " + layer.digest()
                                    + " of the base evil:1 cannot be read: it unpacks to more than "));
        }
    }
}
