package io.jenkins.containerbuild.dockerfile;

import java.util.ArrayDeque;
import java.util.Deque;

/** Where WORKDIR leads. */
final class WorkingDirectory {
    private WorkingDirectory() {}

    /** An absolute path stays as it is written; a relative one is joined to the current directory, and what comes out is cleaned. */
    static String resolve(String current, String path) {
        return PathLimit.check(resolved(current, PathLimit.check(path)));
    }

    private static String resolved(String current, String path) {
        String parent = current.startsWith("/") ? current : clean("/" + current);
        if (path.isEmpty()) {
            return parent;
        }
        return path.startsWith("/") ? path : clean(parent + "/" + path);
    }

    /** Where a path leads from a directory, without needless parts. */
    static String clean(String current, String path) {
        return clean(path.startsWith("/") ? path : "/" + current + "/" + path);
    }

    /** As Go's {@code path.Clean} does to an absolute path. */
    private static String clean(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
