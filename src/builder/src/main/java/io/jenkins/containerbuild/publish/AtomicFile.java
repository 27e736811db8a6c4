package io.jenkins.containerbuild.publish;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears whole under its name, or not at all. Its bytes stand beside it until {@link #commit}; closing it before takes them
 * away. A symbolic link at the name is followed; a pipe or a device is written directly.
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
                : Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Takes its bytes. */
    public OutputStream out() {
        return out;
    }

    /** Ends the file and puts it at its name. */
    public void commit() throws IOException {
        out.close();
        if (temporary != target) {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
