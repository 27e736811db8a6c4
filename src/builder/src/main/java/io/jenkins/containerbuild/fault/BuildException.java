package io.jenkins.containerbuild.fault;

/**
 * Thrown when a build fails. {@link InputException} means that the user must correct the Dockerfile, the context, the
 * options or the policy; {@link ServiceException} means that an engine, a registry or the machine must be corrected.
 *
 * <p>Every message says what was found and what to do.
 */
public abstract sealed class BuildException extends RuntimeException permits InputException, ServiceException {
    private static final long serialVersionUID = 1L;

    BuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
