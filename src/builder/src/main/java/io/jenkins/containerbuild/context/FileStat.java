package io.jenkins.containerbuild.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The attributes that show whether a file on disk was written to. Every write changes at least one of them, provided
 * that the file system's clock has ticked since the previous write.
 *
 * @param size size in bytes
 * @param mtimeNanos time of last modification in nanoseconds since the epoch
 * @param ctimeNanos time of last status change in nanoseconds since the epoch; users cannot set it
 */
public record FileStat(long inode, long size, long mtimeNanos, long ctimeNanos) {
    private static final long COARSE_TICK = 2_000_000_000L;
    private static final long FINE_TICK = 50_000_000L;

    /** Reads the attributes of a path without following a link. */
    public static FileStat of(Path path) throws IOException {
        Map<String, Object> now =
                Files.readAttributes(path, "unix:ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
        return new FileStat(
                (Long) now.get("ino"),
                (Long) now.get("size"),
                nanos(now.get("lastModifiedTime")),
                nanos(now.get("ctime")));
    }

    /**
     * Whether both describe the same bytes. The status change time is ignored, because adding a hard link or changing
     * the mode updates it too.
     */
    public boolean sameContent(FileStat other) {
        return inode == other.inode && size == other.size && mtimeNanos == other.mtimeNanos;
    }

    /**
     * Whether the file was written so shortly before it was read that a later write might leave its times unchanged.
     * The file system's clock is assumed to tick every 50 ms if the status change time has digits below a millisecond,
     * otherwise every 2 s.
     *
     * @param readAtNanos time at which reading began, in nanoseconds since the epoch
     */
    public boolean isRacy(long readAtNanos) {
        long tick = ctimeNanos % 1_000_000L != 0 ? FINE_TICK : COARSE_TICK;
        return Math.max(mtimeNanos, ctimeNanos) > readAtNanos - tick;
    }

    private static long nanos(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }
}
