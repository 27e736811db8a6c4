package io.jenkins.containerbuild.file;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A tree of files to copy from: the build context or a named context, without the files that the ignore file hides, or
 * the root file system of a stage or an image. Files are read only when they are requested.
 *
 * <p>Paths are relative to the root, separated by {@code /}, without {@code .} and {@code ..}; the root is "". A byte
 * of a name that is not valid UTF-8 is represented by a lone low surrogate, U+DC00 plus the byte, so that names with
 * arbitrary bytes are preserved.
 */
public interface FileTree {

    /**
     * Finds the node at a path; symbolic links are not followed, neither in parent directories nor at the path itself.
     */
    Optional<FileNode> find(String path);

    /**
     * Returns the direct children of a directory, ordered by the bytes of their names; empty if the path is not a
     * directory.
     */
    List<FileNode> children(String directory);

    /**
     * Like {@link #children(String)}, but returns only children with a wanted name. A tree may avoid reading the
     * others.
     */
    default List<FileNode> children(String directory, Predicate<String> wanted) {
        return children(directory).stream()
                .filter(node -> wanted.test(node.name()))
                .toList();
    }

    /**
     * Returns the line of the ignore file that hides an existing path, as {@code FILE:LINE (PATTERN)}; empty if no line
     * hides the path.
     */
    default Optional<String> hiddenBy(String path) {
        return Optional.empty();
    }

    /** Returns the name of the ignore file to which the user can add lines that hide files of this tree. */
    default String ignoreFileName() {
        return ".dockerignore";
    }

    /**
     * Describes the tree for messages, for example {@code context}, {@code stage "build"} or {@code image debian:12}.
     */
    String describe();
}
