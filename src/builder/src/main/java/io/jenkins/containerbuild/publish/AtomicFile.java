package io.jenkins.containerbuild.publish;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A file that is written completely or not at all. The content goes to a temporary file in the directory of the target;
 * {@link #commit} renames the temporary file, and closing without a commit deletes it. If the target is a symbolic
 * link, the file that the link points to is replaced; pipes and devices are written directly. As with docker, a new
 * file has the permissions that the umask leaves, so that other users can read it; a replaced file keeps its
 * permissions.
 */
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final OutputStream out;

    /** Opens a file to be written at this path. */
    public AtomicFile(Path name) throws IOException {
        target = Files.exists(name) ? name.toRealPath() : name.toAbsolutePath();
        boolean direct = Files.exists(target) && !Files.isRegularFile(target);
        temporary = direct ? target : target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        out = direct
                ? Files.newOutputStream(target)
                : Channels.newOutputStream(Files.newByteChannel(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        permissionsOf(target)));
    }

    /**
     * The attributes for creating a file with the permissions of an existing one, so that no additional users can read
     * the new file. Empty if the existing file is missing or its file system has no POSIX permissions.
     *
     * @param file the existing file
     */
    public static FileAttribute<?>[] permissionsOf(Path file) throws IOException {
        boolean known = Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return known
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(file))}
                : new FileAttribute<?>[0];
    }

    /** The stream to which the content is written. */
    public OutputStream out() {
        return out;
    }

    /** Closes the temporary file and renames it to the target. */
    public void commit() throws IOException {
        out.close();
        if (temporary != target) {
            keepPermissions();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Restores the permissions that the umask removed when the temporary file was created. */
    private void keepPermissions() throws IOException {
        if (permissionsOf(target).length > 0) {
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(target));
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
        if (temporary != target) {
            Files.deleteIfExists(temporary);
        }
    }
}
