package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.context.DiskContent;
import io.jenkins.containerbuild.context.FileContent;
import io.jenkins.containerbuild.context.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Content of a file with several names, once it was copied: it is one with what the same copy brought, and with nothing else, however often
 * its source is copied.
 */
record LinkedContent(FileContent content, Object hardLinkKey) implements FileContent {

    /** The links of one copy. */
    static final class Links {
        private final Map<Object, Object> keys = new HashMap<>();

        /** The content as the copy has it. */
        FileContent copied(FileContent content) {
            Object key = content == null ? null : content.hardLinkKey();
            if (key == null) {
                return content;
            }
            return of(content, keys.computeIfAbsent(key, absent -> new Object()));
        }
    }

    /** The content as one of the names of the file with the key; a file on disk stays one. */
    static FileContent of(FileContent content, Object key) {
        return content instanceof DiskContent disk ? new OnDisk(disk, key) : new LinkedContent(content, key);
    }

    @Override
    public InputStream open() throws IOException {
        return content.open();
    }

    @Override
    public String identity() throws IOException {
        return content.identity();
    }

    private record OnDisk(DiskContent content, Object hardLinkKey) implements DiskContent {
        @Override
        public Path path() {
            return content.path();
        }

        @Override
        public FileStat stat() {
            return content.stat();
        }

        @Override
        public String identity() throws IOException {
            return content.identity();
        }
    }
}
