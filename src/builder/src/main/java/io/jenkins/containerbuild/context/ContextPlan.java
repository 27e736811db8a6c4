package io.jenkins.containerbuild.context;

import java.util.List;

/**
 * The files that a build takes from a tree.
 *
 * @param uses what each source matched, in the order of the request
 * @param files everything that is needed, ordered by the bytes of {@link NeededFile#path}: copied files and links,
 *     directories below a copied directory, copied directories that are empty, and the links that a source goes through
 * @param ignoreFile name of the ignore file to which a line can be added that excludes a file
 */
public record ContextPlan(List<Use> uses, List<NeededFile> files, String ignoreFile) {

    /** What the sources of one instruction matched. */
    public record Use(CopySource source, List<SourceMatch> matches) {}

    /** Number of files and links, without directories. */
    public long sentFiles() {
        long count = 0;
        for (NeededFile file : files) {
            count += file.node().isDirectory() ? 0 : 1;
        }
        return count;
    }

    /** Total size of all files in bytes. */
    public long sentBytes() {
        long bytes = 0;
        for (NeededFile file : files) {
            bytes += file.bytes();
        }
        return bytes;
    }

    /** Number of files and links that an instruction uses. */
    public long filesOf(int line) {
        long count = 0;
        for (NeededFile file : files) {
            count += !file.node().isDirectory() && file.lines().contains(line) ? 1 : 0;
        }
        return count;
    }

    /** Total size in bytes of the files that an instruction uses. */
    public long bytesOf(int line) {
        long bytes = 0;
        for (NeededFile file : files) {
            bytes += file.lines().contains(line) ? file.bytes() : 0;
        }
        return bytes;
    }
}
