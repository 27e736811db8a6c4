package io.jenkins.containerbuild.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Resolves the symbolic links in a path as if the directory {@code root} were the root of the file system, so that no
 * link leads out of this directory.
 *
 * @param nodes finds the node at a path without following links
 * @param root path of the directory, with symbolic links resolved
 * @param mostLinks maximum number of symbolic links followed for one path
 * @param limits counts the look-ups and fails if there are too many
 */
public record LinkResolver(Function<String, Optional<FileNode>> nodes, String root, int mostLinks, PathLimits limits) {
    /** Maximum number of symbolic links followed for a path of COPY or ADD, as in BuildKit. */
    public static final int MOST_LINKS = 255;

    /**
     * Maximum number of symbolic links followed for a path in an archive or layer. This is the limit of Linux, which
     * resolves such paths when an engine unpacks them.
     */
    public static final int MOST_LINKS_OF_LINUX = 40;

    /** Creates a resolver for the paths of a tree, with the limits of BuildKit. */
    public LinkResolver(FileTree tree) {
        this(tree::find, "", MOST_LINKS, new PathLimits());
    }

    /**
     * The result of resolving a path.
     *
     * @param node the node at the resolved path; empty if the path or one of its parents does not exist
     * @param path the path with symbolic links resolved
     * @param missing the first path that does not exist, followed by the unresolved rest of the original path; null if
     *     the whole path exists
     * @param links the symbolic links that were followed, in order
     * @param endless whether there are too many symbolic links; {@code path} is then the path of the last one
     */
    public record Resolved(
            Optional<FileNode> node, String path, String missing, List<FileNode> links, boolean endless) {}

    /**
     * Resolves all symbolic links in a path.
     *
     * @param path path relative to the root
     * @throws io.jenkins.containerbuild.image.LimitException if resolving takes too many look-ups
     */
    public Resolved resolve(String path) {
        Deque<String> rest = new ArrayDeque<>();
        push(rest, path);
        List<FileNode> links = new ArrayList<>();
        String at = root;
        FileNode node = null;
        String absent = null;
        String missing = null;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                at = at.equals(root) ? root : TreePath.parent(at);
                absent = absent != null && at.length() < absent.length() ? null : absent;
                node = null;
                continue;
            }
            String next = TreePath.join(at, name);
            limits.lookUp(next);
            node = absent == null ? nodes.apply(next).orElse(null) : null;
            if (node != null && node.isSymlink()) {
                links.add(node);
                if (links.size() > mostLinks) {
                    return new Resolved(Optional.empty(), next, missing, links, true);
                }
                push(rest, node.linkTarget());
                at = node.linkTarget().startsWith("/") ? root : at;
                node = null;
                continue;
            }
            if (node == null && absent == null) {
                absent = next;
                missing = missing == null ? TreePath.join(next, String.join("/", rest)) : missing;
            }
            at = next;
        }
        if (missing != null) {
            return new Resolved(Optional.empty(), at, missing, links, false);
        }
        Optional<FileNode> end = node == null ? nodes.apply(at) : Optional.of(node);
        return new Resolved(end, at, null, links, false);
    }

    /** Pushes the parts of a path in front of the remaining parts. */
    private static void push(Deque<String> rest, String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                rest.push(parts[i]);
            }
        }
    }
}
