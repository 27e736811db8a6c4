package io.jenkins.containerbuild.fault;

import java.time.Duration;
import java.util.Optional;

/** Thrown when an engine, a registry or the machine fails. The command line exits with status 3. */
public final class ServiceException extends BuildException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public ServiceException(String message) {
        super(message, null);
        this.retryAfter = null;
    }

    public ServiceException(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = null;
    }

    /** Creates an error for a service that requested a delay before the next request. */
    public ServiceException(String message, Duration retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    private ServiceException(String message, ServiceException cause) {
        super(message, cause);
        this.retryAfter = cause.retryAfter;
    }

    @Override
    public ServiceException at(String file, int line) {
        return new ServiceException(file + ":" + line + ": " + getMessage(), this);
    }

    /** The delay that the service requested before the next request; empty if the service requested none. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
