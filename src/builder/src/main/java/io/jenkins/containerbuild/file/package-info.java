/**
 * Files as every part of the library sees them: on disk, in an archive, in a base image and in a layer. A {@link
 * io.jenkins.containerbuild.file.FileNode} is one file without its bytes, which are a {@link
 * io.jenkins.containerbuild.file.FileContent}; a {@link io.jenkins.containerbuild.file.FileTree} finds nodes. The text of
 * paths is cleaned, ordered, limited and resolved here and nowhere else. Does not access files; uses {@code image} only.
 */
package io.jenkins.containerbuild.file;
