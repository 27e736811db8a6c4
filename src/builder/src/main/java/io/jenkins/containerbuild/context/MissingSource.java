package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.fault.InputException;
import java.util.Locale;
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
            nearest(path)
                    .ifPresent(name ->
                            message.append("; did you mean \"").append(name).append("\"?"));
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
        String name = GoPath.base(wanted).toLowerCase(Locale.ROOT);
        int allowed = 1 + name.length() / 4;
        String best = null;
        for (FileNode sibling : tree.children(there)) {
            int distance = distance(name, sibling.name().toLowerCase(Locale.ROOT), allowed);
            if (distance <= allowed) {
                allowed = distance - 1;
                best = sibling.path();
            }
        }
        return best == null ? Optional.empty() : Optional.of(best + path.substring(wanted.length()));
    }

    /** Insertions, deletions and replacements that make one name of the other; anything above {@code limit} if it is more than that. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
