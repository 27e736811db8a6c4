package io.jenkins.containerbuild.file;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a regular file. */
public interface FileContent {

    /** Opens a new stream that starts at the first byte. */
    InputStream open() throws IOException;

    /**
     * Identifies the bytes: two contents with the same identity have the same bytes. It is a digest of the bytes
     * ({@code sha256:…}) or a permanent name for them, such as the digest of a layer and a path in it.
     */
    String identity() throws IOException;

    /** Where the bytes come from: this content, or the one that it wraps to add a hard-link key. */
    default FileContent source() {
        return this;
    }

    /** Identifies hard links: contents with the same non-null key are the same file. */
    default Object hardLinkKey() {
        return null;
    }
}
