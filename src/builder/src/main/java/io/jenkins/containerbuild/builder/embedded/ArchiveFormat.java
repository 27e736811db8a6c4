package io.jenkins.containerbuild.builder.embedded;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.image.GzipStream;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.tukaani.xz.UnsupportedOptionsException;

/** Compression format of an archive that ADD unpacks, detected from the first bytes and never from the file name. */
enum ArchiveFormat {
    TAR,
    GZIP(0x1F, 0x8B, 0x08),
    BZIP2('B', 'Z', 'h'),
    XZ(0xFD, '7', 'z', 'X', 'Z', 0x00),
    ZSTD(0x28, 0xB5, 0x2F, 0xFD);

    private static final int BUFFER = 1 << 16;

    /** Maximum memory for an xz dictionary, in KiB; the strongest preset needs 65 MiB. */
    private static final int XZ_MEMORY = 128 << 10;

    /**
     * Base-2 logarithm of the maximum zstd window size in bytes: 512 MiB, as in Docker Engine 26.1. The window is
     * allocated outside the Java heap.
     */
    private static final int ZSTD_WINDOW = 29;

    private final int[] magic;

    ArchiveFormat(int... magic) {
        this.magic = magic;
    }

    /**
     * Returns the format if the file is a tar, compressed or not, whose first member is valid; empty for any other
     * file.
     *
     * @throws LimitException if unpacking needs more memory than is allowed, or the first member exceeds a limit
     */
    static Optional<ArchiveFormat> of(FileContent content) throws IOException {
        try (InputStream in = buffered(content)) {
            ArchiveFormat format = compression(in);
            try (InputStream tar = format.decompress(in)) {
                byte[] header = tar.readNBytes(TarReader.BLOCK);
                if (!TarReader.isHeader(header)) {
                    return Optional.empty();
                }
                // Docker Engine does not treat a file as a tar if its first member is damaged.
                new TarReader(new SequenceInputStream(new ByteArrayInputStream(header), tar)).next();
                return Optional.of(format);
            } catch (IOException e) {
                checkMemory(e);
                return Optional.empty();
            }
        }
    }

    /**
     * Throws a {@link LimitException} if decompression failed because of a memory limit or an unsupported xz option.
     * Without this check, the archive would be mistaken for an ordinary file and copied without unpacking.
     */
    private static void checkMemory(IOException e) {
        if (e instanceof MemoryLimitException || e instanceof org.tukaani.xz.MemoryLimitException) {
            throw new LimitException("its xz dictionary needs more than " + (XZ_MEMORY >> 10)
                    + " MiB of memory; compress it with xz -9 at most");
        }
        if (e instanceof UnsupportedOptionsException) {
            throw new LimitException(
                    "its xz options are not supported (" + e.getMessage() + "); compress it with xz -9 at most");
        }
        if (e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            throw new LimitException("its zstd window needs more than " + (1 << ZSTD_WINDOW - 20)
                    + " MiB of memory; compress it with --long=" + ZSTD_WINDOW + " at most");
        }
    }

    private static InputStream buffered(FileContent content) throws IOException {
        return new BufferedInputStream(content.open(), BUFFER);
    }

    private static ArchiveFormat compression(InputStream in) throws IOException {
        in.mark(16);
        byte[] start = in.readNBytes(6);
        in.reset();
        for (ArchiveFormat format : values()) {
            if (format != TAR && format.starts(start)) {
                return format;
            }
        }
        return TAR;
    }

    private boolean starts(byte[] bytes) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Opens the archive as a stream of the uncompressed tar. */
    InputStream open(FileContent content) throws IOException {
        InputStream in = buffered(content);
        try {
            return decompress(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case TAR -> in;
            case GZIP -> new GzipStream(in, BUFFER);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case XZ ->
                XZCompressorInputStream.builder()
                        .setInputStream(in)
                        .setDecompressConcatenated(true)
                        .setMemoryLimitKiB(XZ_MEMORY)
                        .get();
            case ZSTD -> new ZstdInputStream(in).setLongMax(ZSTD_WINDOW);
        };
    }
}
