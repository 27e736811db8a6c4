package io.jenkins.plugins.containerbuild.step;

import hudson.AbortException;

/** Invalid input: the Dockerfile, the workspace, a parameter of the step or the policy must be corrected. */
public final class BuildInputException extends AbortException {
    private static final long serialVersionUID = 1L;

    BuildInputException(String step, String message) {
        super(step + ": invalid input: " + message);
    }
}
