package io.jenkins.containerbuild.base;

import java.util.ArrayDeque;
import java.util.Deque;

/** Normalises the member paths found in an archive. */
final class LayerPath {
    private LayerPath() {}

    /**
     * A path relative to the root, without empty parts, {@code .} and {@code ..}; {@code ..} does not lead above the
     * root "".
     */
    static String clean(String written) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : written.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** The directory of a path; "" for entries of the root. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
