package io.jenkins.containerbuild.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What tells that a file on disk was written to: one of these changes, as long as the file system's clock has ticked in between.
 *
 * @param size bytes
 * @param mtimeNanos since 1970
 * @param ctimeNanos since 1970; no user can set it
 */
public record FileStat(long inode, long size, long mtimeNanos, long ctimeNanos) {
    private static final long COARSE_TICK = 2_000_000_000L;
    private static final long FINE_TICK = 50_000_000L;

    /** Of the file itself, should the path be a link. */
    public static FileStat of(Path path) throws IOException {
        Map<String, Object> now =
                Files.readAttributes(path, "unix:ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
        return new FileStat(
                (Long) now.get("ino"),
                (Long) now.get("size"),
                nanos(now.get("lastModifiedTime")),
                nanos(now.get("ctime")));
    }

    /** Whether both show the same bytes; the change time is left out, since a new hard link or mode changes it too. */
    public boolean sameContent(FileStat other) {
        return inode == other.inode && size == other.size && mtimeNanos == other.mtimeNanos;
    }

    /**
     * Whether the file was written to so shortly before it was read that a later write might leave the same times. Times are as fine as the
     * file system's clock: it ticks every few milliseconds where the times have more digits than that, else every one or two seconds.
     *
     * @param readAtNanos when reading began, since 1970
     */
    public boolean isRacy(long readAtNanos) {
        long tick = ctimeNanos % 1_000_000L != 0 ? FINE_TICK : COARSE_TICK;
        return Math.max(mtimeNanos, ctimeNanos) > readAtNanos - tick;
    }

    private static long nanos(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }

    // By hand, as the derived ones are put together at run time: 5 to 20 ms of a start when first called.
    @Override
    public boolean equals(Object other) {
        return other instanceof FileStat that
                && inode == that.inode
                && size == that.size
                && mtimeNanos == that.mtimeNanos
                && ctimeNanos == that.ctimeNanos;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * inode + mtimeNanos);
    }
}
