package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.image.PathLimits;
import java.util.ArrayDeque;
import java.util.Deque;

/** Normalises image paths written in the Dockerfile. */
final class Paths {
    private Paths() {}

    /**
     * Makes a destination absolute. A slash at the end of the result means that it is a directory; {@code .} and the
     * empty path get one too.
     *
     * @param workingDirectory absolute path, or "" for the root
     * @throws io.jenkins.containerbuild.image.LimitException if the path is too long
     */
    static String destination(String workingDirectory, String written) {
        boolean directory = written.isEmpty() || written.equals(".") || written.endsWith("/") || written.endsWith("/.");
        String path = "/" + relative(written.startsWith("/") ? written : workingDirectory + "/" + written);
        PathLimits.check(path.substring(1));
        return directory && !path.endsWith("/") ? path + "/" : path;
    }

    /**
     * Makes a path relative to the root and removes {@code .}, {@code ..} and repeated slashes; {@code ..} does not
     * lead above the root.
     */
    static String relative(String path) {
        if (isClean(path)) {
            return path.startsWith("/") ? path.substring(1) : path;
        }
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return String.join("/", names);
    }

    private static boolean isClean(String path) {
        return !path.endsWith("/")
                && !path.contains("//")
                && !path.contains("/.")
                && !path.startsWith("./")
                && !path.startsWith("../")
                && !path.equals(".")
                && !path.equals("..");
    }
}
