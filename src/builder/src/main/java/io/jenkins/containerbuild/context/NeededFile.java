package io.jenkins.containerbuild.context;

import java.util.List;

/**
 * A file, link or directory of the context that a build needs.
 *
 * @param node with its path in the context
 * @param lines first lines of the instructions that need it, ascending
 */
public record NeededFile(FileNode node, List<Integer> lines) {

    /** The path; a directory's ends with a slash. */
    public String path() {
        return node.isDirectory() ? node.path() + "/" : node.path();
    }

    /** Bytes of a regular file, else 0. */
    public long bytes() {
        return node.size();
    }
}
