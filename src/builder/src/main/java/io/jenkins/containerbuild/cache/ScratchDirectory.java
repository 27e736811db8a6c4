package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory that a build has to itself, for its user's eyes only, and that goes when it is closed; {@link CacheDirectory#scratch}. */
public final class ScratchDirectory implements AutoCloseable {
    private final Path path;

    ScratchDirectory(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** Writes a file below the directory, over one that is there. */
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
            // What is left behind goes with what killed builds leave.
        }
    }

    /** Links are removed, not followed. */
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
            // As it should be.
        }
    }
}
