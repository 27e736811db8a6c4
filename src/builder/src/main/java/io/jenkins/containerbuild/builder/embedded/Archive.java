package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.tar.TarSection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An archive that ADD unpacks, kept uncompressed in the cache.
 *
 * @param tar the uncompressed tar
 * @param identity identifies the content of the original archive
 */
record Archive(Path tar, String identity) {

    /** Returns the content of a member; nothing is read until the content is opened. */
    FileContent content(TarSection section) {
        return new Member(this, section);
    }

    private record Member(Archive archive, TarSection section) implements FileContent {
        @Override
        public InputStream open() throws IOException {
            SeekableByteChannel channel = Files.newByteChannel(archive.tar());
            channel.position(section.offset());
            return section.expand(new BoundedStream(Channels.newInputStream(channel), section.storedSize()));
        }

        @Override
        public String identity() {
            return archive.identity() + "#" + section.offset() + "+" + section.size();
        }
    }
}
