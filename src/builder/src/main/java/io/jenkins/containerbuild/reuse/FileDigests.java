package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes SHA-256 digests of files on disk. Files that have not changed since an earlier build are not read again:
 * their digests are kept with their {@link io.jenkins.containerbuild.context.FileStat}, in one small file per context.
 * Other files are read on all cores. Not thread-safe.
 */
public final class FileDigests implements AutoCloseable {
    private final CacheDirectory cache;
    private final String name;
    private final StatTable known;

    private FileDigests(CacheDirectory cache, String name, StatTable known) {
        this.cache = cache;
        this.name = name;
        this.known = known;
    }

    /** Opens the digests recorded by earlier builds with this context. */
    public static FileDigests open(CacheDirectory cache, Path contextRoot) {
        String root = contextRoot.toAbsolutePath().normalize().toString();
        String name = Digest.of(root.getBytes(StandardCharsets.UTF_8)).hex();
        Optional<byte[]> bytes = cache.read(Shelf.DIGESTS, name);
        Optional<StatTable> kept = bytes.isPresent() ? StatTable.parse(bytes.get()) : Optional.empty();
        StatTable known = kept.isPresent() ? kept.get() : StatTable.empty();
        return new FileDigests(cache, name, known);
    }

    /**
     * Returns the {@link FileContent#identity} of each content, in order. The identity of a file on disk ({@link
     * DiskContent}) is its digest.
     *
     * @throws InputException if a file cannot be read or has changed since it was found
     */
    public List<String> identities(List<? extends FileContent> contents) {
        String[] result = new String[contents.size()];
        List<HashedFile> unknown = new ArrayList<>();
        for (int i = 0; i < result.length; i++) {
            if (contents.get(i).source() instanceof DiskContent file) {
                result[i] = known.find(file);
                if (result[i] == null) {
                    unknown.add(new HashedFile(file, i));
                }
            } else {
                result[i] = identity(contents.get(i));
            }
        }
        HashedFile.hashAll(unknown);
        for (HashedFile file : unknown) {
            result[file.index] = known.add(file);
        }
        return List.of(result);
    }

    private static String identity(FileContent content) {
        try {
            return content.identity();
        } catch (IOException e) {
            throw new InputException("cannot read a file that is copied: " + e.getMessage(), e);
        }
    }

    /** Saves new digests for the next build. */
    @Override
    public void close() {
        if (known.learned()) {
            cache.write(Shelf.DIGESTS, name, known.toBytes());
        }
    }
}
