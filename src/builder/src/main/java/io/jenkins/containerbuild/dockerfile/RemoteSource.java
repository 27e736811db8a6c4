package io.jenkins.containerbuild.dockerfile;

/** Tells sources of ADD that are fetched from those that are paths in the context. */
final class RemoteSource {
    private RemoteSource() {}

    static boolean isRemote(String source) {
        return source.startsWith("http://")
                || source.startsWith("https://")
                || source.startsWith("git://")
                || source.startsWith("ssh://")
                || isScp(source);
    }

    /** {@code git@host:path}, as ssh and scp write it. */
    private static boolean isScp(String source) {
        return source.indexOf('@') > 0 && source.matches("[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:.*");
    }
}
