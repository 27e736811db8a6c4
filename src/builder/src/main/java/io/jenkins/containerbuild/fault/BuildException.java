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

    /** Returns this error for a line of a file (the first line is 1); the message is {@code FILE:LINE: message}. */
    public abstract BuildException at(String file, int line);
}
