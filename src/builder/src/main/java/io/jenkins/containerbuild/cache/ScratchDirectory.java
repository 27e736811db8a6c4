package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A temporary directory of one build, readable only by its user and deleted when it is closed; see {@link
 * CacheDirectory#scratch}.
 */
public final class ScratchDirectory implements AutoCloseable {
    private final Path path;

    ScratchDirectory(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** Writes a file below the directory, replacing an existing one. */
    public Path write(String name, byte[] content) throws IOException {
        Path file = path.resolve(name);
        PrivateFiles.createDirectories(file.getParent());
        PrivateFiles.write(
                file,
                content,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        return file;
    }

    @Override
    public void close() {
        try {
            deleteContents(path);
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The rest is deleted together with the files of killed builds.
        }
    }

    /** Deletes the content of a directory. Symbolic links are deleted, not followed. */
    static void deleteContents(Path directory) throws IOException {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException fault) throws IOException {
                    if (!visited.equals(directory)) {
                        Files.deleteIfExists(visited);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException nothingThere) {
            // Nothing to delete.
        }
    }
}
