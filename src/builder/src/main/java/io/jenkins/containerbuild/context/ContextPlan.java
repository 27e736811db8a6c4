package io.jenkins.containerbuild.context;

import java.util.List;

/**
 * The files that a build takes from a tree.
 *
 * @param uses the matches of each source, in the order of the request
 * @param files all needed nodes, ordered by the bytes of {@link NeededFile#path}: copied files and links, directories
 *     below a copied directory, empty copied directories, and links in the path of a source
 * @param ignoreFile name of the ignore file in which the user can exclude files
 */
public record ContextPlan(List<Use> uses, List<NeededFile> files, String ignoreFile) {

    /** The matches of the sources of one instruction. */
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

    /** Number of files and links that the instruction at a line uses. */
    public long filesOf(int line) {
        long count = 0;
        for (NeededFile file : files) {
            count += !file.node().isDirectory() && file.lines().contains(line) ? 1 : 0;
        }
        return count;
    }

    /** Total size in bytes of the files that the instruction at a line uses. */
    public long bytesOf(int line) {
        long bytes = 0;
        for (NeededFile file : files) {
            bytes += file.lines().contains(line) ? file.bytes() : 0;
        }
        return bytes;
    }
}
