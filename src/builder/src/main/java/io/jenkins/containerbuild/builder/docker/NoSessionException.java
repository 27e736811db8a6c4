package io.jenkins.containerbuild.builder.docker;

/** An engine knows no sessions, and so no BuildKit. */
final class NoSessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSessionException(String message) {
        super(message);
    }
}
