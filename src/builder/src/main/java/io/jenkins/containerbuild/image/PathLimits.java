package io.jenkins.containerbuild.image;

import io.jenkins.containerbuild.fault.Interruption;

/**
 * The one rule for paths and link targets, wherever they come from: archives, base layers, Dockerfiles. No engine can unpack longer ones.
 * An instance holds one archive or layer as a whole against limits: how many files and directories it brings, also those that it only
 * implies, how long their paths are together, and how much work it takes to follow them. All limits are counts, so the same input gives the
 * same result on every machine.
 */
public final class PathLimits {
    /** Bytes of a path or a link target; Linux's {@code PATH_MAX}. */
    public static final int LONGEST_PATH = 4096;

    /** Bytes of one part of a path; Linux's {@code NAME_MAX}. */
    private static final int LONGEST_NAME = 255;

    private static final int BYTES_OF_CHARACTER = 3;

    private static final int QUOTED = 60;

    /** A whole distribution has 200,000. */
    private static final int MOST_FILES = 2_000_000;

    /** Characters of all paths, which are in memory at once; a whole distribution has 5 million. */
    private static final long MOST_CHARACTERS = 96 << 20;

    /** Characters of all paths that are looked up, a look-up itself counting as some more; a whole distribution needs 300 million. */
    private static final long MOST_WORK = 2L << 30;

    private static final int WORK_OF_LOOK_UP = 50;

    private long files;
    private long characters;
    private long work;

    /** Throws a {@link LimitException} if the path, or a part of it, is too long or has a NUL in it. */
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

    /** The same for the target of a symbolic link, which may be any text that is not too long. */
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

    /** Counts what the archive or layer brings: a file, a directory that it names or implies, or a part of a sparse file. */
    public void add(String path) {
        add(1, path.length());
    }

    /** Counts so many things that have no path. */
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
            throw new LimitException("its paths have more than " + MOST_CHARACTERS + " characters altogether");
        }
    }

    /** Counts a look-up of a path. Throws {@link java.util.concurrent.CancellationException} if the thread is interrupted. */
    public void lookUp(String path) {
        Interruption.check();
        work += path.length() + WORK_OF_LOOK_UP;
        if (work > MOST_WORK) {
            throw new LimitException(
                    "its paths and links are too deep: following them needs more than " + MOST_WORK + " steps");
        }
    }

    /** Characters of all paths that were looked up, the measure of the work. */
    public long work() {
        return work;
    }
}
