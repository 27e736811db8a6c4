package io.jenkins.containerbuild.dockerfile;

/**
 * A piece of a Dockerfile is at fault, thrown by code that sees only the piece. Whoever knows the line turns it into an {@link
 * io.jenkins.containerbuild.fault.InputException}, so it never leaves this package.
 */
final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mistake(String message) {
        super(message, null, false, false);
    }
}
