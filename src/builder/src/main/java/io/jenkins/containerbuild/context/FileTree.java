package io.jenkins.containerbuild.context;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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

    /** As {@link #children(String)}, but only those with a wanted name; a tree that can looks at no other. */
    default List<FileNode> children(String directory, Predicate<String> wanted) {
        return children(directory).stream()
                .filter(node -> wanted.test(node.name()))
                .toList();
    }

    /** Why a path is not to be seen although it may be there: the line of the ignore file as {@code FILE:LINE (PATTERN)}. */
    default Optional<String> hiddenBy(String path) {
        return Optional.empty();
    }

    /** Where a line would hide a file of the tree. */
    default String ignoreFileName() {
        return ".dockerignore";
    }

    /** What the tree is, for messages: {@code context}, {@code stage "build"}, {@code image debian:12}. */
    String describe();
}
