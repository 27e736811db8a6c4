package io.jenkins.containerbuild.context;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The bytes of a file on disk. They are known by {@link #stat} as it was when the file was found: whoever has read them asks
 * {@link #hasChanged} whether they are still the same file's.
 */
public interface DiskContent extends FileContent {

    /** The file; never a link. */
    Path path();

    /** As it was when the file was found. */
    FileStat stat();

    /** Whether the file is another one now, perhaps a link or none. */
    default boolean hasChanged() {
        try {
            return !FileStat.of(path()).sameContent(stat());
        } catch (IOException gone) {
            return true;
        }
    }

    @Override
    default InputStream open() throws IOException {
        return Files.newInputStream(path(), LinkOption.NOFOLLOW_LINKS);
    }
}
