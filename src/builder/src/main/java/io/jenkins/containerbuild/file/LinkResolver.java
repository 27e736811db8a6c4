package io.jenkins.containerbuild.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Resolves the symbolic links of a path as if a directory were the root of the file system, so that no link leads out
 * of it.
 *
 * @param nodes finds the node at a path without following links
 * @param root path of the directory, without links
 * @param mostLinks maximum number of links on one path
 * @param limits counts the look-ups
 */
public record LinkResolver(Function<String, Optional<FileNode>> nodes, String root, int mostLinks, PathLimits limits) {
    /** Maximum number of links on the path of a COPY or ADD, as in BuildKit. */
    public static final int MOST_LINKS = 255;

    /** Maximum number of links on a path in an archive or layer: Linux follows them for engines, and this is its limit. */
    public static final int MOST_LINKS_OF_LINUX = 40;

    /** A resolver with the limits of BuildKit for the paths of a tree. */
    public LinkResolver(FileTree tree) {
        this(tree::find, "", MOST_LINKS, new PathLimits());
    }

    /**
     * The result of resolving a path.
     *
     * @param node the node at the path; empty if there is none, or if something on the way is missing
     * @param path the path without links
     * @param missing the first path on the way that does not exist, with the rest of the path, in which links are not
     *     resolved; null if everything exists
     * @param links the links that were followed
     * @param endless whether there are too many links, of which the last one is at {@code path}
     */
    public record Resolved(
            Optional<FileNode> node, String path, String missing, List<FileNode> links, boolean endless) {}

    /**
     * Resolves all links of a path.
     *
     * @param path path relative to the root
     * @throws io.jenkins.containerbuild.image.LimitException if it takes too many look-ups
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
