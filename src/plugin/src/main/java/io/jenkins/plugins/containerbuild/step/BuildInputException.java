package io.jenkins.plugins.containerbuild.step;

import hudson.AbortException;

/** The Dockerfile, the workspace, the step's parameters or the policy are at fault: whoever wrote them mends it. */
public final class BuildInputException extends AbortException {
    private static final long serialVersionUID = 1L;

    BuildInputException(String step, String message) {
        super(step + ": invalid input: " + message);
    }
}
