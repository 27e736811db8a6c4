package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.FileNode;
import java.util.List;

/**
 * A file or directory that a source pattern of a COPY matched.
 *
 * @param source the pattern as written
 * @param wildcard whether the pattern has wildcards: if so, the contents of a directory and a missing match are treated
 *     differently
 * @param path path of the match after wildcards were expanded, before links are followed; its last part is the name
 *     that a copy into a directory gets
 * @param root the node at the path after all links were followed
 * @param below all nodes below a directory that are to be copied: each directory before its contents, the names of a
 *     directory ordered by their bytes; paths are relative to {@code root}; links are not followed
 */
public record SourceMatch(String source, boolean wildcard, String path, FileNode root, List<FileNode> below) {}
