package io.jenkins.containerbuild.dockerfile;

import java.util.regex.Pattern;

/** Tells sources of ADD that are fetched from those that are paths in the context. */
final class RemoteSource {
    /** {@code git@host:path}, as ssh and scp write it. */
    private static final Pattern SCP = Pattern.compile("[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.*");

    private RemoteSource() {}

    static boolean isRemote(String source) {
        return source.startsWith("http://")
                || source.startsWith("https://")
                || source.startsWith("git://")
                || source.startsWith("ssh://")
                || SCP.matcher(source).matches();
    }
}
