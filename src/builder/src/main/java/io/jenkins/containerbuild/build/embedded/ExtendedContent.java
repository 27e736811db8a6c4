package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.context.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Content of a file that has extended attributes, such as the capabilities of a program; they stay with it wherever it is copied.
 *
 * @param xattrs by their whole name
 */
record ExtendedContent(FileContent content, Map<String, byte[]> xattrs) implements FileContent {

    static FileContent of(FileContent content, Map<String, byte[]> xattrs) {
        return xattrs.isEmpty() ? content : new ExtendedContent(content, xattrs);
    }

    /** The extended attributes of a file with the content. */
    static Map<String, byte[]> xattrs(FileContent content) {
        FileContent inner = content;
        while (inner instanceof LinkedContent linked) {
            inner = linked.content();
        }
        return inner instanceof ExtendedContent extended ? extended.xattrs() : Map.of();
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
