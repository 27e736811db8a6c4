package io.jenkins.containerbuild.fault;

/**
 * A failed build. There are two kinds, by what must be corrected: {@link InputException} for the Dockerfile, the
 * context, the options or the policy; {@link ServiceException} for an engine, a registry or the machine.
 *
 * <p>Every message says what was found and what to do.
 */
public abstract sealed class BuildException extends RuntimeException permits InputException, ServiceException {
    private static final long serialVersionUID = 1L;

    BuildException(String message, Throwable cause) {
        super(message, cause);
    }
}
