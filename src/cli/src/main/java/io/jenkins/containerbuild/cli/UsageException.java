package io.jenkins.containerbuild.cli;

/** Wrong usage of the command line, or use of a feature that is not supported yet. The exit status is 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    static UsageException notYet(String what) {
        return new UsageException(what + " is not supported yet");
    }
}
