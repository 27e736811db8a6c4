package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that the user names on the command line. */
final class InputFile {
    private InputFile() {}

    /** Reads a file; throws {@link InputException} if the file cannot be read. */
    static byte[] read(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (NoSuchFileException e) {
            throw new InputException(name + " does not exist", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(path(name)) ? "it is a directory" : String.valueOf(e.getMessage());
            throw new InputException(name + " cannot be read: " + reason, e);
        }
    }

    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new InputException("not a path: " + e.getMessage(), e);
        }
    }
}
