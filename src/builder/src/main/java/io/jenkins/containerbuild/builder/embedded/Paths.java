package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.image.PathLimits;
import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of the image as the Dockerfile writes them. */
final class Paths {
    private Paths() {}

    /**
     * A destination made absolute. A slash at its end, as {@code .} and the empty path have it too, says that it is a directory.
     *
     * @param workingDirectory absolute, or "" for the root
     * @throws io.jenkins.containerbuild.image.LimitException if it is too long
     */
    static String destination(String workingDirectory, String written) {
        boolean directory = written.isEmpty() || written.equals(".") || written.endsWith("/") || written.endsWith("/.");
        String path = "/" + relative(written.startsWith("/") ? written : workingDirectory + "/" + written);
        PathLimits.check(path.substring(1));
        return directory && !path.endsWith("/") ? path + "/" : path;
    }

    /** Without {@code .}, {@code ..} and doubled slashes, relative to the root; nothing leads above it. */
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
