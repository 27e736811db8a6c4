package io.jenkins.containerbuild.file;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A tree of files to copy from: a directory of the context without the files that its ignore file hides, a named
 * context, or the root file system of a stage or of an image. Nothing is read until it is requested.
 *
 * <p>Paths are relative to the root, separated by {@code /}, without {@code .} and {@code ..}; the root is "". A byte
 * of a name that is not valid UTF-8 is represented by a lone low surrogate, U+DC00 plus the byte, so that names with
 * arbitrary bytes are preserved.
 */
public interface FileTree {

    /** Finds the node at a path; links on the way and at its end are not followed. */
    Optional<FileNode> find(String path);

    /**
     * Returns the direct children of a directory, ordered by the bytes of their names; empty if the path is not a
     * directory.
     */
    List<FileNode> children(String directory);

    /** Same as {@link #children(String)}, but only children with a wanted name; if it can, a tree reads only those. */
    default List<FileNode> children(String directory, Predicate<String> wanted) {
        return children(directory).stream()
                .filter(node -> wanted.test(node.name()))
                .toList();
    }

    /**
     * Returns the line of the ignore file that hides a path which exists, as {@code FILE:LINE (PATTERN)}; empty if no
     * line hides it.
     */
    default Optional<String> hiddenBy(String path) {
        return Optional.empty();
    }

    /** The name of the ignore file to which a line can be added that hides a file of the tree. */
    default String ignoreFileName() {
        return ".dockerignore";
    }

    /**
     * Describes the tree in messages, for example {@code context}, {@code stage "build"} or {@code image debian:12}.
     */
    String describe();
}
