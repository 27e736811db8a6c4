package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.context.FileContent;
import io.jenkins.containerbuild.image.TarMember;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An archive that ADD unpacks, uncompressed in the cache.
 *
 * @param tar the uncompressed tar
 * @param identity of the archive's bytes
 */
record Archive(Path tar, String identity) {

    /** The bytes of a member; nothing is read before they are asked for. */
    FileContent content(TarMember member) {
        return new Member(tar, identity, member.offset(), member.size());
    }

    private record Member(Path tar, String archive, long offset, long size) implements FileContent {
        @Override
        public InputStream open() throws IOException {
            SeekableByteChannel channel = Files.newByteChannel(tar);
            channel.position(offset);
            return new BoundedStream(Channels.newInputStream(channel), size);
        }

        @Override
        public String identity() {
            return archive + "#" + offset + "+" + size;
        }

        @Override
        public Object hardLinkKey() {
            return null;
        }
    }
}
