package io.jenkins.containerbuild.context;

import java.util.List;

/**
 * One file or directory that a source pattern of a COPY found.
 *
 * @param source the pattern as written
 * @param wildcard whether the pattern has wildcards, since then a directory's contents and a missing match are treated in another way
 * @param path where it was found: the path after wildcards, before links were followed; the name that a copy into a directory gets is
 *     its last part
 * @param root what stands there, after the links on its way were followed
 * @param below everything under a directory that is to be copied, a directory before what is in it, the names of one directory by their
 *     bytes; paths are relative to {@code root}; links in it are not followed
 */
public record SourceMatch(String source, boolean wildcard, String path, FileNode root, List<FileNode> below) {}
