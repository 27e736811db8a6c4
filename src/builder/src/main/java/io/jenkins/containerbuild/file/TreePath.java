package io.jenkins.containerbuild.file;

import java.util.ArrayDeque;

/**
 * Text operations on paths, as in Go's packages {@code path} and {@code path/filepath}, which determine how paths in
 * Dockerfiles are interpreted. The paths of a {@link FileTree} are relative to the root of the tree, "".
 */
public final class TreePath {

    private TreePath() {}

    /** {@code filepath.Clean}: the shortest equivalent path, computed from the text alone. */
    public static String clean(String path) {
        if (isClean(path)) {
            return path;
        }
        boolean rooted = path.startsWith("/");
        ArrayDeque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty() && !parts.peekLast().equals("..")) {
                    parts.removeLast();
                } else if (!rooted) {
                    parts.addLast(part);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        String joined = (rooted ? "/" : "") + String.join("/", parts);
        return joined.isEmpty() ? "." : joined;
    }

    /**
     * Quick check that holds for almost all paths: relative, without empty parts and without parts that begin with a
     * dot.
     */
    private static boolean isClean(String path) {
        boolean startsPart = true;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (startsPart && (c == '/' || c == '.')) {
                return false;
            }
            startsPart = c == '/';
        }
        return !startsPart;
    }

    /**
     * Returns the clean path relative to the root of a tree; {@code ..} cannot leave the tree, and the root itself is
     * "". All paths from archives, layers and Dockerfiles are normalised in this way.
     */
    public static String inRoot(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return isClean(relative) ? relative : clean("/" + relative).substring(1);
    }

    /** Joins the path of a directory and a path relative to the directory; either path may be "". */
    public static String join(String directory, String name) {
        return directory.isEmpty() ? name : name.isEmpty() ? directory : directory + "/" + name;
    }

    /** Returns the directory that contains the path, or the root "" for a name at the top. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Returns the last part of the path. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@code strings.TrimSpace}: removes Unicode white space from both ends. */
    public static String trimSpace(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 || Character.isSpaceChar(c);
    }
}
