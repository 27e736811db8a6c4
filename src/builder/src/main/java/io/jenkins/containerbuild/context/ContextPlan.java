package io.jenkins.containerbuild.context;

import java.util.List;

/**
 * What a build takes from a tree.
 *
 * @param uses what each source found, in the order asked for
 * @param files everything that is needed, ordered by the bytes of {@link NeededFile#path}: the files and links that are copied, the directories
 *     below a directory that is copied, a directory that is copied and empty, and the links that a source goes through
 * @param ignoreFile where a line would leave a file out
 */
public record ContextPlan(List<Use> uses, List<NeededFile> files, String ignoreFile) {

    /** What the sources of one instruction found. */
    public record Use(CopySource source, List<SourceMatch> matches) {}

    /** Files and links, not directories. */
    public long sentFiles() {
        long count = 0;
        for (NeededFile file : files) {
            count += file.node().isDirectory() ? 0 : 1;
        }
        return count;
    }

    /** Bytes of all files. */
    public long sentBytes() {
        long bytes = 0;
        for (NeededFile file : files) {
            bytes += file.bytes();
        }
        return bytes;
    }

    /** How many files and links an instruction uses. */
    public long filesOf(int line) {
        long count = 0;
        for (NeededFile file : files) {
            count += !file.node().isDirectory() && file.lines().contains(line) ? 1 : 0;
        }
        return count;
    }

    /** Bytes of the files that an instruction uses. */
    public long bytesOf(int line) {
        long bytes = 0;
        for (NeededFile file : files) {
            bytes += file.lines().contains(line) ? file.bytes() : 0;
        }
        return bytes;
    }
}
