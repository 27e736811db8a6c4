package io.jenkins.containerbuild.context;

import java.util.List;
import java.util.Optional;

/**
 * A tree of files to copy from: a directory of the context less what its ignore file hides, a named context, the root file system of a stage
 * or of an image. Nothing is visited before somebody asks for it.
 *
 * <p>Paths are relative to the root, separated by {@code /}, without {@code .} and {@code ..}; the root is "". A byte of a name that is no
 * UTF-8 stands as a lone low surrogate, U+DC00 plus the byte, so that names of any bytes survive.
 */
public interface FileTree {

    /** The node at the path; links on the way and at its end are not followed. */
    Optional<FileNode> find(String path);

    /** The nodes directly in a directory, ordered by the bytes of their names; empty where the path is no directory. */
    List<FileNode> children(String directory);

    /** What the tree is, for messages: {@code context}, {@code stage "build"}, {@code image debian:12}. */
    String describe();
}
