package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.EmptyContent;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileNode.Device;
import io.jenkins.containerbuild.file.FileNode.Kind;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.file.PathOrder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/** Reads names and nodes from the file system; error messages show the path in the tree. */
final class DiskReader {
    /** Maximum length of a file name in bytes; no Linux file system allows more. */
    private static final int LONGEST_NAME = 255;

    private final String description;

    /** @param description description of the tree, for messages */
    DiskReader(String description) {
        this.description = description;
    }

    /**
     * Reads the node at a path; returns null if the path does not exist.
     *
     * @param disk location of the path on disk
     */
    FileNode node(String path, Path disk) {
        try {
            DiskStat stat = DiskStat.of(disk);
            int mode = stat.permissions();
            long mtime = stat.file().mtimeNanos();
            return switch (stat.kind()) {
                case FILE -> {
                    FileContent content = stat.isSocket() ? new EmptyContent() : new DiskFile(disk, path, stat);
                    yield FileNode.file(path, mode, 0, 0, mtime, stat.file().size(), content);
                }
                case DIRECTORY -> FileNode.directory(path, mode, 0, 0, mtime);
                case SYMLINK -> {
                    String target = RawPaths.text(Files.readSymbolicLink(disk));
                    yield FileNode.symlink(path, target, 0, 0, mtime).withOwner(mode, 0, 0);
                }
                default -> new FileNode(path, Kind.OTHER, mode, 0, 0, mtime, 0, "", Device.NONE, Map.of(), null);
            };
        } catch (NoSuchFileException | NotDirectoryException | NotLinkException e) {
            return null;
        } catch (AccessDeniedException e) {
            throw DiskFile.unreadable(path, e);
        } catch (IOException e) {
            if (hasTooLongName(path)) {
                return null;
            }
            throw failed(path, e);
        }
    }

    private static boolean hasTooLongName(String path) {
        for (String name : path.split("/")) {
            if (PathBytes.encode(name).length > LONGEST_NAME) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the names in a directory for which {@code wanted} is true, ordered by their bytes.
     *
     * @param disk location of the directory on disk
     */
    List<String> names(String path, Path disk, Predicate<String> wanted) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while the " + description + " was read");
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(disk)) {
            for (Path entry : entries) {
                String name = RawPaths.name(entry);
                if (wanted.test(name)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new InputException("\"" + path + "/\" vanished while the " + description
                    + " was read; build again when nothing deletes it");
        } catch (AccessDeniedException e) {
            throw DiskFile.unreadable(path + "/", e);
        } catch (DirectoryIteratorException e) {
            throw failed(path, e.getCause());
        } catch (IOException e) {
            throw failed(path, e);
        }
        names.sort(PathOrder.BY_BYTES);
        return names;
    }

    private InputException failed(String path, IOException cause) {
        return new InputException(
                "\"" + path + "\" in the " + description + " cannot be read: " + cause.getMessage()
                        + ". Make it readable for the user who builds",
                cause);
    }
}
