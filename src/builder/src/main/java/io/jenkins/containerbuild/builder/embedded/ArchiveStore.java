package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.Interruption;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decompresses each archive once, into the cache. The decompressed size is limited, because an archive of a few
 * kilobytes can decompress to any size.
 */
final class ArchiveStore {
    /** Decompressed size in bytes that is allowed for any archive, whatever its compressed size. */
    private static final long ALWAYS = 1L << 30;

    /**
     * Maximum ratio of decompressed to compressed size; a larger ratio is treated as an attack. Typical ratios are 3 to
     * 10 for source code and up to 100 for logs.
     */
    private static final long RATIO = 200;

    private final CacheDirectory cache;
    private final FileDigests digests;
    private final long always;

    ArchiveStore(CacheDirectory cache, FileDigests digests) {
        this(cache, digests, ALWAYS);
    }

    /** @param always decompressed size in bytes that is allowed for any archive, whatever its compressed size */
    ArchiveStore(CacheDirectory cache, FileDigests digests, long always) {
        this.cache = cache;
        this.digests = digests;
        this.always = always;
    }

    /** Opens the file as an archive; empty if the file is not an archive. */
    Optional<Archive> open(FileNode file) {
        try {
            Optional<ArchiveFormat> format = ArchiveFormat.of(file.content());
            if (format.isEmpty()) {
                return Optional.empty();
            }
            String identity = digests.identities(List.of(file.content())).get(0);
            String name = "unpacked-"
                    + Digest.of(identity.getBytes(StandardCharsets.UTF_8)).hex();
            Optional<Path> known = SealedFile.find(cache, name);
            Path tar = known.isPresent() ? known.get() : uncompress(file, format.get(), name);
            return Optional.of(new Archive(tar, identity));
        } catch (IOException | LimitException e) {
            throw new StepException(
                    "the archive " + file.path() + " cannot be unpacked: " + e.getMessage()
                            + "; create the archive again, or use COPY to copy it without unpacking",
                    e);
        }
    }

    private Path uncompress(FileNode file, ArchiveFormat format, String name) throws IOException {
        long limit = Math.max(always, RATIO * file.size());
        try (InputStream tar = format.open(file.content());
                SealedFile kept = new SealedFile(cache)) {
            byte[] buffer = new byte[1 << 16];
            long bytes = 0;
            for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
                Interruption.check();
                bytes += read;
                if (bytes > limit) {
                    throw new StepException(
                            "the archive " + file.path() + " of " + file.size() + " bytes uncompresses to more than "
                                    + limit
                                    + " bytes and is treated as an attack; use COPY, or ADD --unpack=false, to copy it"
                                    + " without unpacking");
                }
                kept.write(buffer, read);
            }
            return kept.commit(name);
        }
    }
}
