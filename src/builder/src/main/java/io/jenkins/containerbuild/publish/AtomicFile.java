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
 * A file that appears whole under its name, or not at all. Its bytes stand beside it until {@link #commit}; closing it before takes them
 * away. A symbolic link at the name is followed; a pipe or a device is written directly. A new file has the permissions that the umask
 * leaves, as with docker, since it is written for others to read; one that takes the place of another has the permissions of that one.
 */
public final class AtomicFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final OutputStream out;

    /** Opens a file that will stand at the name. */
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

    /** What to create another file with, so that no user can read it who cannot read this one; nothing special if there is none. */
    public static FileAttribute<?>[] permissionsOf(Path file) throws IOException {
        boolean known = Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return known
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(file))}
                : new FileAttribute<?>[0];
    }

    /** Takes its bytes. */
    public OutputStream out() {
        return out;
    }

    /** Ends the file and puts it at its name. */
    public void commit() throws IOException {
        out.close();
        if (temporary != target) {
            keepPermissions();
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The umask may have taken some away when the file was created. */
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
