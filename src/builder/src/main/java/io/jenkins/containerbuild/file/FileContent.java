package io.jenkins.containerbuild.file;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a regular file. */
public interface FileContent {

    /** Opens a new stream that starts at the first byte. */
    InputStream open() throws IOException;

    /**
     * Returns the identity of the bytes: two contents with the same identity have the same bytes. The identity is a
     * digest of the bytes ({@code sha256:…}) or a permanent name, such as a layer digest with a path in the layer.
     */
    String identity() throws IOException;

    /**
     * Returns the content that supplies the bytes: this content, or the wrapped content if this one only adds a
     * hard-link key.
     */
    default FileContent source() {
        return this;
    }

    /**
     * Returns a key that identifies hard links: contents with the same key belong to one file. Null if there are no
     * links.
     */
    default Object hardLinkKey() {
        return null;
    }
}
