package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.tar.TarMember;
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
 * @param identity identity of the original archive's content
 */
record Archive(Path tar, String identity) {

    /** The content of a member, which is not read until the content is opened. */
    FileContent content(TarMember member) {
        return new Member(this, member, member.storedSize());
    }

    private record Member(Archive archive, TarMember member, long storedSize) implements FileContent {
        @Override
        public InputStream open() throws IOException {
            SeekableByteChannel channel = Files.newByteChannel(archive.tar());
            channel.position(member.offset());
            return member.expand(new BoundedStream(Channels.newInputStream(channel), storedSize));
        }

        @Override
        public String identity() {
            return archive.identity() + "#" + member.offset() + "+" + member.size();
        }

        @Override
        public Object hardLinkKey() {
            return null;
        }
    }
}
