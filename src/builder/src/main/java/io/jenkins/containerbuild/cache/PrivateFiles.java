package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates directories (0700) and files (0600) that only their owner can read. They have these permissions when they
 * appear, whatever the umask, so no other user can open them in between. On file systems without POSIX permissions they
 * are created as usual.
 */
final class PrivateFiles {
    static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return hasPermissions(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** Creates a directory and the parents that are missing; one that exists keeps its permissions. */
    static Path createDirectories(Path directory) throws IOException {
        return Files.createDirectories(directory, attributes(directory, DIRECTORY));
    }

    /** Opens a file; one that exists keeps its permissions. */
    static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, FILE));
    }

    /** Writes all bytes with as few system calls as possible; small files take one. */
    static void write(Path file, byte[] bytes, OpenOption... options) throws IOException {
        try (FileChannel channel = open(file, options)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }
}
