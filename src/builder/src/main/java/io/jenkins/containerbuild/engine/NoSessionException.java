package io.jenkins.containerbuild.engine;

/** An engine knows no sessions, and so no BuildKit. */
public final class NoSessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSessionException(String message) {
        super(message);
    }
}
