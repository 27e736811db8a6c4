package io.jenkins.containerbuild.file;

import io.jenkins.containerbuild.fault.Interruption;
import io.jenkins.containerbuild.image.LimitException;

/**
 * Limits for paths and link targets, whether from archives, base layers or Dockerfiles. Engines cannot unpack longer
 * paths. An instance checks the totals of one archive or layer: the number of files and directories (including parent
 * directories without an entry), the total length of the paths, and the work needed to resolve the paths. All limits
 * are counts and not times, so the same input gives the same result on every machine.
 */
public final class PathLimits {
    /** Maximum length of a path or a link target in bytes; {@code PATH_MAX} of Linux. */
    public static final int LONGEST_PATH = 4096;

    /** Maximum length of one part of a path in bytes; {@code NAME_MAX} of Linux. */
    private static final int LONGEST_NAME = 255;

    private static final int BYTES_OF_CHARACTER = 3;

    private static final int QUOTED = 60;

    /** Maximum number of files and directories; a whole Linux distribution has 200,000. */
    private static final int MOST_FILES = 2_000_000;

    /**
     * Maximum number of characters of all paths, which are kept in memory; a whole Linux distribution has 5 million.
     */
    private static final long MOST_CHARACTERS = 96 << 20;

    /**
     * Maximum number of characters of all looked-up paths, plus a constant for each look-up; a whole Linux distribution
     * needs 300 million.
     */
    private static final long MOST_WORK = 2L << 30;

    private static final int WORK_OF_LOOK_UP = 50;

    private long files;
    private long characters;
    private long work;

    /** Throws a {@link LimitException} if the path, or a part of it, is too long or contains a NUL. */
    public static void check(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new LimitException("the path \"" + quoted(path.replace('\0', '?')) + "\" contains a NUL character");
        }
        checkTarget(path);
        int start = 0;
        while (path.length() - start > LONGEST_NAME / BYTES_OF_CHARACTER) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (end - start > LONGEST_NAME / BYTES_OF_CHARACTER && bytes(path.substring(start, end)) > LONGEST_NAME) {
                throw new LimitException("the name \"" + quoted(path.substring(start, end)) + "\" has more than "
                        + LONGEST_NAME + " bytes");
            }
            start = end + 1;
        }
    }

    /**
     * Throws a {@link LimitException} if the target of a symbolic link is too long; targets may contain any characters.
     */
    public static void checkTarget(String path) {
        if (path.length() > LONGEST_PATH / BYTES_OF_CHARACTER && bytes(path) > LONGEST_PATH) {
            throw new LimitException(
                    "the path \"" + quoted(path) + "\" has " + bytes(path) + " bytes, more than " + LONGEST_PATH);
        }
    }

    private static int bytes(String path) {
        return PathBytes.encode(path).length;
    }

    private static String quoted(String path) {
        return path.length() <= QUOTED ? path : path.substring(0, QUOTED) + "…";
    }

    /** Counts a file or directory of the archive or layer, including parent directories without an entry. */
    public void add(String path) {
        add(1, path.length());
    }

    /** Counts items without a path, such as the stored parts of a sparse file, against the limit for files. */
    public void add(int count) {
        add(count, 0);
    }

    private void add(int count, int length) {
        files += count;
        characters += length;
        if (files > MOST_FILES) {
            throw new LimitException("it has more than " + MOST_FILES + " files and directories");
        }
        if (characters > MOST_CHARACTERS) {
            throw new LimitException("its paths have more than " + MOST_CHARACTERS + " characters in total");
        }
    }

    /**
     * Counts a look-up of a path; throws {@link java.util.concurrent.CancellationException} if the thread is
     * interrupted.
     */
    public void lookUp(String path) {
        Interruption.check();
        work += path.length() + WORK_OF_LOOK_UP;
        if (work > MOST_WORK) {
            throw new LimitException(
                    "its paths and links are too deep: resolving them takes more than " + MOST_WORK + " steps");
        }
    }

    /** Returns the work so far: the number of characters of all looked-up paths, plus a constant for each look-up. */
    public long work() {
        return work;
    }
}
