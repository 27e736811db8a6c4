package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.dockerfile.Frontends;
import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks an untrusted change on the agent before the build. Symbolic links in the change could make the build read
 * files outside the workspace, and a custom frontend could make an engine run commands that are not in the Dockerfile.
 *
 * @param workspace path of the workspace
 * @param context path of the build context, as set by the Pipeline
 * @param dockerfile path of the Dockerfile, as set by the Pipeline
 */
record UntrustedSource(Path workspace, Path context, Path dockerfile) {
    /** Throws {@link InputException} if the change contains a link out of the workspace or a custom frontend. */
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
     * Rejects symbolic links that lead out of the workspace. Allows paths outside the workspace that the trusted
     * Pipeline sets.
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
