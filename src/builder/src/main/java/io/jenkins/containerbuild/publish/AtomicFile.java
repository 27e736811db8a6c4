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
 * A file that is written completely or not at all. It is written to a temporary file in the same directory, which
 * {@link #commit} renames; closing it without a commit deletes the temporary file. Symbolic links are followed; pipes
 * and devices are written directly. As with docker, a new file has the permissions that the umask leaves, because
 * others should be able to read it; a replaced file keeps its permissions.
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
     * The attributes to create another file with, so that only users who can read this file can read the other. Empty
     * if this file does not exist.
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

    /** Closes the file and moves it to its path. */
    public void commit() throws IOException {
        out.close();
        if (temporary != target) {
            keepPermissions();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Sets permissions that the umask removed when the file was created. */
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
