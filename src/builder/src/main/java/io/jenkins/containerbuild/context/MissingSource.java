package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.GoPath;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Suggestion;
import io.jenkins.containerbuild.fault.Vocabulary;
import java.util.List;
import java.util.Optional;

/** Says why a source is not there, and what would be: the line of an ignore file that hides it, or a name much like it. */
final class MissingSource {
    private final FileTree tree;
    private final String dockerfile;

    MissingSource(FileTree tree, String dockerfile) {
        this.tree = tree;
        this.dockerfile = dockerfile;
    }

    /**
     * @param source as written
     * @param path where nothing was found; another one than the source if links led there
     */
    InputException error(int line, String source, String path) {
        StringBuilder message = new StringBuilder("\"/")
                .append(path)
                .append("\" not found in the ")
                .append(tree.describe());
        if (!GoPath.inRoot(source).equals(path)) {
            message.append(", where \"").append(source).append("\" leads");
        }
        Optional<String> hidden = tree.hiddenBy(path);
        if (hidden.isPresent()) {
            message.append(": ")
                    .append(hidden.get())
                    .append(" hides it; add \"!")
                    .append(path)
                    .append("\" below that line");
        } else {
            message.append(nearest(path)
                    .map(name -> "; did you mean \"" + name + "\"?")
                    .orElseGet(() -> tree.describe().equals("context") && path.equals(GoPath.inRoot(source))
                            ? Vocabulary.inUse().fileOfContext()
                            : ""));
        }
        return InputException.at(dockerfile, line, message.toString());
    }

    InputException endless(int line, String source) {
        return InputException.at(
                dockerfile,
                line,
                "the symbolic links of \"" + source + "\" lead in a circle; make one of them lead to a file");
    }

    /** The path with its first missing name replaced by the one most like it. */
    private Optional<String> nearest(String path) {
        String there = GoPath.parent(path);
        String wanted = path;
        while (!there.isEmpty()
                && tree.find(there).filter(FileNode::isDirectory).isEmpty()) {
            wanted = there;
            there = GoPath.parent(there);
        }
        String parent = there;
        String rest = path.substring(wanted.length());
        List<String> siblings =
                tree.children(there).stream().map(FileNode::name).toList();
        return Suggestion.nearest(GoPath.base(wanted), siblings).map(name -> GoPath.join(parent, name) + rest);
    }
}
