package io.jenkins.containerbuild.builder.embedded;

/** An instruction cannot be executed; the caller adds the line of the instruction to the message. */
final class StepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepException(String message) {
        super(message);
    }

    StepException(String message, Throwable cause) {
        super(message, cause);
    }
}
