package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.FileContent;
import java.nio.file.Path;
import java.util.List;

/** SHA-256 of files on disk; what did not change since an earlier build is not read again. */
public final class FileDigests implements AutoCloseable {

    private FileDigests() {}

    /** Opens what is known of the files below a directory. */
    public static FileDigests open(CacheDirectory cache, Path contextRoot) {
        return new FileDigests();
    }

    /** The {@link FileContent#identity} of each content, in order; files on disk ({@code DiskContent}) that are not known are read, on all cores. */
    public List<String> identities(List<? extends FileContent> contents) {
        throw new UnsupportedOperationException("LAYERS engineer: lands by 14:10");
    }

    /** Keeps what was learned for the next build. */
    @Override
    public void close() {}
}
