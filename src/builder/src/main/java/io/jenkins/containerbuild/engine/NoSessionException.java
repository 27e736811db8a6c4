package io.jenkins.containerbuild.engine;

/** Thrown if an engine does not support sessions and therefore has no BuildKit. */
public final class NoSessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSessionException(String message) {
        super(message);
    }
}
