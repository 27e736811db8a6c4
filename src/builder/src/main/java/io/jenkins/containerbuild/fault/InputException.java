package io.jenkins.containerbuild.fault;

/**
 * The input is invalid: the Dockerfile, a file of the context, an option or a policy. The command line exits with
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

    /** An error at a line of a file, counted from 1; the message is {@code FILE:LINE: message}. */
    public static InputException at(String file, int line, String message) {
        return new InputException(file + ":" + line + ": " + message);
    }
}
