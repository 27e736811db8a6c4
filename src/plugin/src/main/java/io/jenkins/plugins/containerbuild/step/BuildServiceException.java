package io.jenkins.plugins.containerbuild.step;

import hudson.AbortException;

/**
 * A failure of a registry, a container engine or the agent: running the build again may help, changing the Dockerfile
 * does not.
 */
public final class BuildServiceException extends AbortException {
    private static final long serialVersionUID = 1L;

    BuildServiceException(String step, String message) {
        super(step + ": service error: " + message);
    }
}
