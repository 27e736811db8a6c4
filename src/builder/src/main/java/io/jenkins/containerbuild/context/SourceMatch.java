package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.FileNode;
import java.util.List;

/**
 * A file or directory that a source pattern of a COPY matched.
 *
 * @param source the pattern as written
 * @param wildcard whether the pattern has wildcards, which changes the treatment of directory contents and missing
 *     matches
 * @param path path of the match after wildcards are expanded and before links are followed; its last part is the name
 *     that the copy gets in a directory
 * @param root the node at the path after all links are followed
 * @param below all nodes to copy below a directory: each directory before its contents, the names in a directory
 *     ordered by their bytes; paths are relative to {@code root}; links are not followed
 */
public record SourceMatch(String source, boolean wildcard, String path, FileNode root, List<FileNode> below) {}
