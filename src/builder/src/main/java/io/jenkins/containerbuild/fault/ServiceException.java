package io.jenkins.containerbuild.fault;

import java.time.Duration;
import java.util.Optional;

/** An engine, a registry or the machine failed. The command line exits with status 3. */
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

    /** Creates an error of a service that asked for a delay before the next request. */
    public ServiceException(String message, Duration retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** How long to wait before the next request; empty if the service did not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
