package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The metadata of a file, directory or link as sent to an engine.
 *
 * @param goMode file mode with the bits of Go: directory 1&lt;&lt;31, symbolic link 1&lt;&lt;27, set-uid 1&lt;&lt;23,
 *     set-gid 1&lt;&lt;22, sticky 1&lt;&lt;20
 * @param size in bytes
 * @param linkBytes target of a symbolic link, path of the first of several hard links, or empty
 * @param content null if the entry has no content of its own
 */
record OfferedFile(byte[] pathBytes, int goMode, long size, long mtimeNanos, byte[] linkBytes, FileContent content) {

    static final int DIRECTORY = 1 << 31;
    static final int SYMLINK = 1 << 27;

    /** Converts the twelve permission bits of a Unix mode to the bits that Go uses. */
    static int goPermissions(int mode) {
        return mode & 0777
                | ((mode & 04000) != 0 ? 1 << 23 : 0)
                | ((mode & 02000) != 0 ? 1 << 22 : 0)
                | ((mode & 01000) != 0 ? 1 << 20 : 0);
    }

    /**
     * Creates a file from bytes in memory. The modification time is derived from the content, so that changed content
     * also has a changed time.
     */
    static OfferedFile ofBytes(String name, byte[] bytes) {
        String digest = Digest.of(bytes).toString();
        long modified = Long.parseLong(digest.substring("sha256:".length(), "sha256:".length() + 14), 16);
        FileContent content = new FileContent() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public String identity() {
                return digest;
            }
        };
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        return new OfferedFile(path, 0644, bytes.length, modified, new byte[0], content);
    }

    boolean hasData() {
        return content != null;
    }
}
