package io.jenkins.containerbuild.cli;

/** The command line is used wrongly, or asks for what is not built yet: exit status 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    static UsageException notYet(String what) {
        return new UsageException(what + " is not built yet");
    }
}
