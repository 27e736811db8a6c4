package io.jenkins.containerbuild.cache;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Makes sure that only the user of this process can read and write a cache directory, because builds trust its content.
 */
final class CacheAccess {
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Path root;

    private CacheAccess(Path root) {
        this.root = root;
    }

    /**
     * Creates the directory if it is missing; removes all permissions of other users from an existing directory and its
     * content.
     *
     * @throws ServiceException if the directory belongs to another user, or if other users can write to it and could
     *     therefore have put files there
     */
    static void secure(Path root) throws IOException {
        PrivateFiles.createDirectories(root);
        if (PrivateFiles.hasPermissions(root)) {
            new CacheAccess(root).secure();
        }
    }

    private void secure() throws IOException {
        PosixFileAttributes found = Files.readAttributes(root, PosixFileAttributes.class);
        requireOwner(found.owner().getName());
        Set<PosixFilePermission> permissions = found.permissions();
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new ServiceException("cache directory " + root + ": must not be writable by other users: its"
                    + " permissions are " + PosixFilePermissions.toString(permissions) + ". Delete it; or run chmod -R"
                    + " go-w " + root + " if you trust all users who could write to it; or " + another());
        }
        if (!permissions.equals(PrivateFiles.DIRECTORY)) {
            Files.setPosixFilePermissions(root, PrivateFiles.DIRECTORY);
            tighten();
        }
    }

    private static String another() {
        return "use another directory (" + Setting.CACHE_DIRECTORY.inWords() + ")";
    }

    private void requireOwner(String name) throws IOException {
        int owner = uid(root);
        if (ownUid() == owner) {
            return;
        }
        int created = uidOfNewFile();
        if (created != owner) {
            String user =
                    created < 0 ? "the user who runs the build" : "the user who runs the build (uid " + created + ")";
            throw new ServiceException("cache directory " + root + ": must belong to " + user + ": it belongs to "
                    + words(name, owner) + ". Run the build as that user, or " + another());
        }
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }

    /** Describes a user by name and id. Users in containers often have no name. */
    private static String words(String name, int uid) {
        return name.equals(String.valueOf(uid)) ? "uid " + uid : name + " (uid " + uid + ")";
    }

    /** The user id of this process, or -1 if it cannot be determined. */
    private static int ownUid() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseUnsignedInt(line.substring(line.lastIndexOf('\t') + 1));
                }
            }
        } catch (IOException | NumberFormatException notLinux) {
            return -1;
        }
        return -1;
    }

    /**
     * The owner of files that this process creates in the directory, or the user id of the process if it cannot create
     * any. On network file systems the owner may be another user, usually if the process runs as root.
     */
    private int uidOfNewFile() throws IOException {
        Path probe = root.resolve(".owner-" + UUID.randomUUID());
        try {
            PrivateFiles.write(probe, new byte[0], StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return uid(probe);
        } catch (AccessDeniedException e) {
            return ownUid();
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /**
     * Removes permissions of other users. Files that belong to other users, for example to root, are deleted, because
     * everything in the cache can be made again.
     */
    private void tighten() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.setPosixFilePermissions(directory, PrivateFiles.DIRECTORY);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    tightenFile(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private static void tightenFile(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PrivateFiles.FILE);
        } catch (IOException ofAnotherUser) {
            Files.deleteIfExists(file);
        }
    }
}
