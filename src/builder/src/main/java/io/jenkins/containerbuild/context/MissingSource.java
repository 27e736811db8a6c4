package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Suggestion;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.TreePath;
import java.util.List;
import java.util.Optional;

/**
 * Explains why a source was not found and suggests a fix: to change the line of the ignore file that hides the source,
 * or to use a similar name.
 */
final class MissingSource {
    private final FileTree tree;
    private final String dockerfile;

    MissingSource(FileTree tree, String dockerfile) {
        this.tree = tree;
        this.dockerfile = dockerfile;
    }

    /**
     * Describes a source that was not found.
     *
     * @param source the source as written
     * @param path the path that does not exist; differs from the source if links were followed
     */
    InputException error(int line, String source, String path) {
        StringBuilder message = new StringBuilder("\"/")
                .append(path)
                .append("\" not found in the ")
                .append(tree.describe());
        if (!TreePath.inRoot(source).equals(path)) {
            message.append(" (needed for the source \"").append(source).append("\")");
        }
        Optional<String> hidden = tree.hiddenBy(path);
        if (hidden.isPresent()) {
            message.append(": ")
                    .append(hidden.get())
                    .append(" hides it; add \"!")
                    .append(path)
                    .append("\" after that line");
        } else {
            message.append(nearest(path)
                    .map(name -> "; did you mean \"" + name + "\"?")
                    .orElseGet(() -> tree.describe().equals("context") && path.equals(TreePath.inRoot(source))
                            ? Vocabulary.inUse().fileOfContext()
                            : ""));
        }
        return InputException.at(dockerfile, line, message.toString());
    }

    InputException endless(int line, String source) {
        return InputException.at(
                dockerfile,
                line,
                "the symbolic links of \"" + source + "\" form a loop; change one of them to point to a file");
    }

    /** Returns the path with its first missing name replaced by the most similar existing name. */
    private Optional<String> nearest(String path) {
        String there = TreePath.parent(path);
        String wanted = path;
        while (!there.isEmpty()
                && tree.find(there).filter(FileNode::isDirectory).isEmpty()) {
            wanted = there;
            there = TreePath.parent(there);
        }
        String parent = there;
        String rest = path.substring(wanted.length());
        List<String> siblings =
                tree.children(there).stream().map(FileNode::name).toList();
        return Suggestion.nearest(TreePath.name(wanted), siblings).map(name -> TreePath.join(parent, name) + rest);
    }
}
