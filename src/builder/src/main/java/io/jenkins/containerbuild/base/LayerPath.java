package io.jenkins.containerbuild.base;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of members, whatever an archive calls them. */
final class LayerPath {
    private LayerPath() {}

    /** Relative to the root, without empty parts, {@code .} and {@code ..}; nothing leads out of the root, which is "". */
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

    /** The directory of a path; "" for those in the root. */
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
