package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.context.FileNode;
import io.jenkins.containerbuild.context.FileTree;
import java.util.ArrayDeque;
import java.util.Deque;

/** Follows the symbolic links of a tree, as if the tree were the whole file system: no link leads out of it. */
final class LinkResolver {
    private static final int MOST_LINKS = 255;

    private LinkResolver() {}

    /**
     * The path without links, whether something stands there or not.
     *
     * @param path absolute or relative to the root, cleaned
     */
    static String resolve(FileTree tree, String path) {
        return resolveBelow(tree, "", path);
    }

    /**
     * As {@link #resolve}, with a directory of the tree as the whole file system.
     *
     * @param root without links
     */
    static String resolveBelow(FileTree tree, String root, String path) {
        Deque<String> rest = new ArrayDeque<>();
        push(rest, path);
        String at = root;
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                at = at.equals(root) ? root : OverlayTree.parent(at);
                continue;
            }
            String next = OverlayTree.join(at, name);
            FileNode node = tree.find(next).orElse(null);
            if (node == null || !node.isSymlink()) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new StepException("the path /" + path + " goes through too many symbolic links; one of them leads"
                        + " back to itself: /" + next + " -> " + node.linkTarget());
            }
            push(rest, node.linkTarget());
            if (node.linkTarget().startsWith("/")) {
                at = root;
            }
        }
        return at;
    }

    private static void push(Deque<String> rest, String path) {
        int end = path.length();
        while (end > 0) {
            int slash = path.lastIndexOf('/', end - 1);
            String name = path.substring(slash + 1, end);
            if (!name.isEmpty() && !name.equals(".")) {
                rest.push(name);
            }
            end = slash < 0 ? 0 : slash;
        }
    }
}
