package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.context.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Content of a file with capabilities, which stay with it wherever it is copied. Other extended attributes get lost, as in the layers of
 * Docker Engine 26.1.
 *
 * @param capability value of {@code security.capability}
 */
record ExtendedContent(FileContent content, byte[] capability) implements FileContent {

    private static final String CAPABILITY = "security.capability";

    /** @param capability empty for the content alone */
    static FileContent of(FileContent content, byte[] capability) {
        return capability.length == 0 ? content : new ExtendedContent(content, capability);
    }

    /** @param xattrs of the file, by their whole name */
    static FileContent of(FileContent content, Map<String, byte[]> xattrs) {
        return of(content, xattrs.getOrDefault(CAPABILITY, new byte[0]));
    }

    /** The extended attributes of a file with the content. */
    static Map<String, byte[]> xattrs(FileContent content) {
        return unlinked(content) instanceof ExtendedContent extended
                ? Map.of(CAPABILITY, extended.capability())
                : Map.of();
    }

    private static FileContent unlinked(FileContent content) {
        FileContent inner = content;
        while (inner instanceof LinkedContent linked) {
            inner = linked.content();
        }
        return inner;
    }

    /** The content without what copies and attributes added to it. */
    static FileContent plain(FileContent content) {
        FileContent inner = unlinked(content);
        return inner instanceof ExtendedContent extended ? extended.content() : inner;
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
    public Object hardLinkKey() {
        return content.hardLinkKey();
    }
}
