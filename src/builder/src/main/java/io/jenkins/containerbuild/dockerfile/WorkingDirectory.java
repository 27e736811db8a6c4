package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.file.TreePath;

/** Resolves the path of WORKDIR. */
final class WorkingDirectory {
    private WorkingDirectory() {}

    /** Joins a relative path to the current directory and cleans the result; keeps an absolute path as written. */
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

    /**
     * Resolves {@code path} against the current directory to an absolute path without {@code .}, {@code ..} and empty
     * parts.
     */
    static String clean(String current, String path) {
        return clean(path.startsWith("/") ? path : "/" + current + "/" + path);
    }

    /** Cleans an absolute path as Go's {@code path.Clean} does. */
    private static String clean(String path) {
        return "/" + TreePath.inRoot(path);
    }
}
