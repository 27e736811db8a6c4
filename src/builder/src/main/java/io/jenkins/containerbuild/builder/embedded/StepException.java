package io.jenkins.containerbuild.builder.embedded;

/** An instruction cannot be carried out; whoever catches it knows the instruction's line. */
final class StepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepException(String message) {
        super(message);
    }

    StepException(String message, Throwable cause) {
        super(message, cause);
    }
}
