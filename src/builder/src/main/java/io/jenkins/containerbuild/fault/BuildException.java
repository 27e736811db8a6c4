package io.jenkins.containerbuild.fault;

/**
 * What ends a build without an image. The two kinds tell whose move it is: {@link InputException} is mended in the Dockerfile, the
 * context, the options or the policy; {@link ServiceException} at an engine, a registry or the machine.
 *
 * <p>Every message says what was found and what would work.
 */
public abstract sealed class BuildException extends RuntimeException permits InputException, ServiceException {
    private static final long serialVersionUID = 1L;

    BuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
