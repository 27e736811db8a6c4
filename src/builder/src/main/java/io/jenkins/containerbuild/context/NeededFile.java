package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.FileNode;
import java.util.List;

/**
 * A file, link or directory of the context that a build needs.
 *
 * @param node the node, with its path in the context
 * @param lines first lines of the instructions that need the node, in ascending order
 */
public record NeededFile(FileNode node, List<Integer> lines) {

    /** The path; the path of a directory ends with a slash. */
    public String path() {
        return node.isDirectory() ? node.path() + "/" : node.path();
    }

    /** Size of a regular file in bytes, otherwise 0. */
    public long bytes() {
        return node.size();
    }
}
