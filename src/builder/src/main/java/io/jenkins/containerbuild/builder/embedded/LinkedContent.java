package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Content of a hard-linked file after a copy. Hard links connect only files of the same copy, even if the source is
 * copied several times.
 */
record LinkedContent(FileContent content, Object hardLinkKey) implements FileContent {

    /** The hard links of one copy. */
    static final class Links {
        private final Map<Object, Object> keys = new HashMap<>();

        /** Returns the content with its hard-link key for this copy; unchanged if the file has no hard links. */
        FileContent copied(FileContent content) {
            Object key = content == null ? null : content.hardLinkKey();
            if (key == null) {
                return content;
            }
            return of(content, keys.computeIfAbsent(key, absent -> new Object()));
        }
    }

    /** Returns a content with the same bytes and the given hard-link key. */
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
