package io.jenkins.containerbuild.fault;

/**
 * Thrown for invalid input: the Dockerfile, a file in the context, an option or a policy. The command line exits with
 * status 1.
 */
public final class InputException extends BuildException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message, null);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public InputException at(String file, int line) {
        return new InputException(file + ":" + line + ": " + getMessage(), this);
    }

    /** Creates an error for a line of a file (the first line is 1); the message is {@code FILE:LINE: message}. */
    public static InputException at(String file, int line, String message) {
        return new InputException(file + ":" + line + ": " + message);
    }
}
