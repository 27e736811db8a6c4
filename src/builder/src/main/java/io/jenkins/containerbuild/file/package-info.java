/**
 * The common model of files on disk, in archives, in base images and in layers. A {@link
 * io.jenkins.containerbuild.file.FileNode} is one file, a {@link io.jenkins.containerbuild.file.FileContent} supplies
 * the bytes of a file, and a {@link io.jenkins.containerbuild.file.FileTree} finds nodes. Paths are cleaned, ordered,
 * limited and resolved only in this package. Does not access files; uses only {@code image} and {@code fault}.
 */
package io.jenkins.containerbuild.file;
