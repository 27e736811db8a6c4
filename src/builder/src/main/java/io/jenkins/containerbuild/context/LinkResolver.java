package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.GoPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Resolves the symbolic links of a path as if its tree were the root of the file system, so that no link leads out of
 * the tree.
 */
final class LinkResolver {
    /** The number of links that BuildKit follows before it fails. */
    private static final int MOST_LINKS = 255;

    private final FileTree tree;

    LinkResolver(FileTree tree) {
        this.tree = tree;
    }

    /**
     * The result of resolving a path.
     *
     * @param node the node at the resolved path; empty if it does not exist
     * @param path the path without links, resolved as far as it exists
     * @param links the links that were followed
     * @param endless whether the links form a loop
     */
    record Resolved(Optional<FileNode> node, String path, List<FileNode> links, boolean endless) {}

    Resolved resolve(String path) {
        Deque<String> rest = new ArrayDeque<>();
        push(rest, path);
        List<FileNode> links = new ArrayList<>();
        String here = "";
        FileNode node = null;
        while (!rest.isEmpty()) {
            String part = rest.pop();
            if (part.equals("..")) {
                here = GoPath.parent(here);
                node = null;
                continue;
            }
            String next = GoPath.join(here, part);
            node = tree.find(next).orElse(null);
            if (node == null) {
                return new Resolved(Optional.empty(), withRest(next, rest), links, false);
            }
            if (!node.isSymlink()) {
                here = next;
                continue;
            }
            links.add(node);
            if (links.size() > MOST_LINKS) {
                return new Resolved(Optional.empty(), next, links, true);
            }
            here = node.linkTarget().startsWith("/") ? "" : here;
            push(rest, node.linkTarget());
            node = null;
        }
        Optional<FileNode> end = node == null ? tree.find(here) : Optional.of(node);
        return new Resolved(end, here, links, false);
    }

    private static String withRest(String path, Deque<String> rest) {
        return rest.isEmpty() ? path : path + "/" + String.join("/", rest);
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
