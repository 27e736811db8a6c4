package io.jenkins.containerbuild.context;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a regular file are. */
public interface FileContent {

    /** A new stream over the bytes, from the first one. */
    InputStream open() throws IOException;

    /**
     * What decides the bytes: two contents with the same identity have the same bytes. A digest of the bytes ({@code sha256:…}), or what
     * names them for ever, such as a layer's digest and a path in it.
     */
    String identity() throws IOException;

    /** What identifies hard links: contents with the same non-null key are one file. */
    default Object hardLinkKey() {
        return null;
    }
}
