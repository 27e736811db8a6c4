package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.GoPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Follows the symbolic links of a path inside its tree, as if the tree were the root of the file system: no link leads out of it. */
final class LinkResolver {
    /** As many as the peer follows before it gives up. */
    private static final int MOST_LINKS = 255;

    private final FileTree tree;

    LinkResolver(FileTree tree) {
        this.tree = tree;
    }

    /**
     * Where a path leads.
     *
     * @param node what stands there; empty if nothing does
     * @param path without links, as far as there is something
     * @param links those that were followed
     * @param endless whether they lead in a circle
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

    /** Puts the parts of a path before those that are left. */
    private static void push(Deque<String> rest, String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                rest.push(parts[i]);
            }
        }
    }
}
