package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.FileNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The attributes of a file in the file system; links are not followed.
 *
 * @param mode mode including the file type bits, as in {@code st_mode}
 * @param links number of hard links to the file
 */
record DiskStat(int mode, FileStat file, long device, int links) {
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,dev,ino,nlink";
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    /**
     * Reads the attributes of a path.
     *
     * @throws java.nio.file.NoSuchFileException if the path does not exist
     */
    static DiskStat of(Path path) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        FileStat file = new FileStat(
                (Long) facts.get("ino"),
                (Long) facts.get("size"),
                nanos(facts.get("lastModifiedTime")),
                nanos(facts.get("ctime")));
        return new DiskStat((Integer) facts.get("mode"), file, (Long) facts.get("dev"), (Integer) facts.get("nlink"));
    }

    private static long nanos(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }

    /**
     * Whether this is a socket, for example one left behind by a server that runs in the context. BuildKit's clients
     * send sockets as empty files.
     */
    boolean isSocket() {
        return (mode & TYPE) == SOCKET;
    }

    FileNode.Kind kind() {
        return switch (mode & TYPE) {
            case 0100000, SOCKET -> FileNode.Kind.FILE;
            case 0040000 -> FileNode.Kind.DIRECTORY;
            case 0120000 -> FileNode.Kind.SYMLINK;
            default -> FileNode.Kind.OTHER;
        };
    }

    /** Permission bits with set-uid, set-gid and sticky. */
    int permissions() {
        return mode & 07777;
    }

    /** See {@link FileStat#sameContent}. */
    boolean sameContent(DiskStat other) {
        return device == other.device && kind() == other.kind() && file.sameContent(other.file);
    }
}
