package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Content of a file that has Linux capabilities, which copies keep. Other extended attributes are dropped, as Docker
 * Engine 26.1 does.
 *
 * @param capability value of {@code security.capability}
 */
record ExtendedContent(FileContent content, byte[] capability) implements FileContent {

    private static final String CAPABILITY = "security.capability";

    /** @param capability value of {@code security.capability}; if it is empty, the content is returned unchanged */
    static FileContent of(FileContent content, byte[] capability) {
        return capability.length == 0 ? content : new ExtendedContent(content, capability);
    }

    /** @param xattrs extended attributes of the file by full name */
    static FileContent of(FileContent content, Map<String, byte[]> xattrs) {
        return of(content, xattrs.getOrDefault(CAPABILITY, new byte[0]));
    }

    /** The extended attributes of a file with this content. */
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

    /** The original content, without hard-link keys and extended attributes. */
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
