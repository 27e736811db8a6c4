package io.jenkins.containerbuild.dockerfile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Separates the sources of ADD into those that are fetched and those that are paths in the build context. */
public final class RemoteSource {
    private RemoteSource() {}

    static List<String> remote(List<String> sources) {
        List<String> remote = new ArrayList<>();
        for (String source : sources) {
            if (isRemote(source)) {
                remote.add(source);
            }
        }
        return Collections.unmodifiableList(remote);
    }

    static List<String> local(List<String> sources) {
        List<String> local = new ArrayList<>(sources);
        local.removeAll(remote(sources));
        return Collections.unmodifiableList(local);
    }

    static boolean isRemote(String source) {
        return source.startsWith("http://")
                || source.startsWith("https://")
                || source.startsWith("git://")
                || source.startsWith("ssh://")
                || isScp(source);
    }

    /** Replaces user and password in all http and https URLs of a text, as BuildKit does in its output. */
    public static String withoutCredentials(String text) {
        return text.replaceAll("(?i)(https?://)[^\\s/?#]*@", "$1xxxxx:xxxxx@");
    }

    /** Whether the source has the form {@code git@host:path}, which ssh and scp use. */
    private static boolean isScp(String source) {
        return source.indexOf('@') > 0 && source.matches("[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.*");
    }
}
