package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The bytes of a file on disk, together with the attributes that the file had when it was found. After reading, callers
 * use {@link #hasChanged} to check that they read the same file.
 */
public interface DiskContent extends FileContent {

    /** The path of the file, which was not a symbolic link when the file was found. */
    Path path();

    /** The attributes that the file had when it was found. */
    FileStat stat();

    /** Whether the file has been changed, deleted or replaced (for example by a link) since it was found. */
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
