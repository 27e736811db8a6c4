package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.context.FileNode;
import io.jenkins.containerbuild.context.FileTree;
import io.jenkins.containerbuild.image.PathLimits;
import java.util.ArrayDeque;
import java.util.Deque;

/** Follows symbolic links within a tree. The tree is treated as the whole file system, so no link leads out of it. */
final class LinkResolver {
    /** Maximum number of links on one path, as in BuildKit. */
    private static final int MOST_LINKS = 255;

    /**
     * Maximum number of links on one path in an archive: Linux follows them for Docker Engine, and this is its limit.
     */
    private static final int MOST_LINKS_OF_ARCHIVE = 40;

    private final FileTree tree;
    private final PathLimits limits;
    private final int mostLinks;

    private LinkResolver(FileTree tree, PathLimits limits, int mostLinks) {
        this.tree = tree;
        this.limits = limits;
        this.mostLinks = mostLinks;
    }

    /**
     * Resolves all links of a path, which need not exist.
     *
     * @param path cleaned path, absolute or relative to the root
     * @throws io.jenkins.containerbuild.image.LimitException if the result is too long
     */
    static String resolve(FileTree tree, String path) {
        return new LinkResolver(tree, new PathLimits(), MOST_LINKS).follow("", path);
    }

    /**
     * Like {@link #resolve} for a path in an archive, with a directory of the tree as the root of the file system.
     *
     * @param root path of that directory, without links
     * @param limits limits of the archive
     */
    static String resolveBelow(FileTree tree, String root, String path, PathLimits limits) {
        return new LinkResolver(tree, limits, MOST_LINKS_OF_ARCHIVE).follow(root, path);
    }

    private String follow(String root, String path) {
        Deque<String> rest = new ArrayDeque<>();
        push(rest, path);
        String at = root;
        String missing = null;
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.equals("..")) {
                at = at.equals(root) ? root : OverlayTree.parent(at);
                missing = missing != null && at.length() < missing.length() ? null : missing;
                continue;
            }
            String next = OverlayTree.join(at, name);
            limits.lookUp(next);
            FileNode node = missing == null ? tree.find(next).orElse(null) : null;
            if (node == null || !node.isSymlink()) {
                missing = node == null && missing == null ? next : missing;
                at = next;
                continue;
            }
            if (++links > mostLinks) {
                throw new StepException("the path /" + path + " goes through too many symbolic links (more than "
                        + mostLinks + "); remove the cycle that includes /" + next + " -> " + node.linkTarget());
            }
            push(rest, node.linkTarget());
            if (node.linkTarget().startsWith("/")) {
                at = root;
            }
        }
        PathLimits.check(at);
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
