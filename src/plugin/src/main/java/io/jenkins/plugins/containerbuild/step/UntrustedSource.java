package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.dockerfile.Frontends;
import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks an untrusted change on the agent before it is built. Links in such a change could make the build read files that
 * only the agent may read, and a frontend could make an engine do other things than the Dockerfile says.
 *
 * @param workspace of the agent
 * @param context where the Pipeline says it is
 * @param dockerfile where the Pipeline says it is
 */
record UntrustedSource(Path workspace, Path context, Path dockerfile) {
    /** Throws {@link InputException} where it is not what it should be. */
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
            throw new InputException("a change that is not trusted cannot be looked at: " + e.getMessage(), e);
        }
    }

    /** What the Pipeline itself places outside of the workspace is its own affair. */
    private void requireInside(String what, Path place) throws IOException {
        if (place.startsWith(workspace)
                && Files.exists(place)
                && !place.toRealPath().startsWith(workspace.toRealPath())) {
            throw new InputException(what + ": a link leads from " + place + " out of the workspace, to "
                    + place.toRealPath() + "; a change from a fork that is not trusted may build only what it brings");
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
