package io.jenkins.containerbuild.fault;

/** An engine, a registry or the machine is at fault. The command line exits with 3. */
public final class ServiceException extends BuildException {
    private static final long serialVersionUID = 1L;

    public ServiceException(String message) {
        super(message, null);
    }

    public ServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
