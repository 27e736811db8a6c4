package io.jenkins.containerbuild.fault;

import java.time.Duration;
import java.util.Optional;

/** An engine, a registry or the machine is at fault. The command line exits with 3. */
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

    /** A service that asks to be left alone for a while. */
    public ServiceException(String message, Duration retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** How long the service wants to be left alone; empty where it did not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
