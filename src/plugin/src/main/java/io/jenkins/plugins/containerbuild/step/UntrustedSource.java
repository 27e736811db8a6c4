package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.dockerfile.Frontends;
import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks an untrusted change on the agent before it is built. Links in such a change could make the build read files
 * that only the agent may read, and a frontend could make an engine do things that the Dockerfile does not contain.
 *
 * @param workspace on the agent
 * @param context path that the Pipeline sets
 * @param dockerfile path that the Pipeline sets
 */
record UntrustedSource(Path workspace, Path context, Path dockerfile) {
    /** Throws {@link InputException} if the change contains such a link or frontend. */
    void check() {
        try {
            requireInside("context", context);
            requireInside("dockerfile", dockerfile);
            requireInside(".dockerignore", context.resolve(".dockerignore"));
            requireInside(".dockerignore", dockerfile.resolveSibling(dockerfile.getFileName() + ".dockerignore"));
            if (Files.isRegularFile(dockerfile)) {
                requireKnownFrontend();
            }
        } catch (IOException e) {
            throw new InputException("could not check the files of an untrusted change: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses links that lead out of the workspace. Paths that the trusted Pipeline itself sets outside the workspace
     * are allowed.
     */
    private void requireInside(String what, Path place) throws IOException {
        if (place.startsWith(workspace)
                && Files.exists(place)
                && !place.toRealPath().startsWith(workspace.toRealPath())) {
            throw new InputException(what + ": " + place + " is a link that leads out of the workspace, to "
                    + place.toRealPath() + "; an untrusted change from a fork may build only its own files");
        }
    }

    private void requireKnownFrontend() throws IOException {
        for (String frontend : Frontends.namedIn(Files.readAllBytes(dockerfile))) {
            if (!Frontends.isDockersOwn(frontend)) {
                throw new InputException(dockerfile
                        + ": an untrusted change must not choose its own frontend, or one from before"
                        + " docker/dockerfile:1.2: " + frontend
                        + ". Use docker/dockerfile:1 or a version of it, without a digest");
            }
        }
    }
}
