package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Content of a hard-linked file after a copy. It is linked only with names from the same copy, even if its source is
 * copied several times.
 */
record LinkedContent(FileContent content, Object hardLinkKey) implements FileContent {

    /** The hard links of one copy. */
    static final class Links {
        private final Map<Object, Object> keys = new HashMap<>();

        /** The content with the hard-link key that it has in this copy. */
        FileContent copied(FileContent content) {
            Object key = content == null ? null : content.hardLinkKey();
            if (key == null) {
                return content;
            }
            return of(content, keys.computeIfAbsent(key, absent -> new Object()));
        }
    }

    /** The source of the content with a hard-link key. */
    static FileContent of(FileContent content, Object key) {
        return new LinkedContent(content.source(), key);
    }

    @Override
    public InputStream open() throws IOException {
        return content.open();
    }

    @Override
    public String identity() throws IOException {
        return content.identity();
    }

    @Override
    public FileContent source() {
        return content;
    }
}
