package io.jenkins.containerbuild.image;

/**
 * An archive, a layer or a path exceeds a limit, or is of a kind that no engine unpacks, though it is not damaged. The message says what;
 * whoever catches it names the place.
 */
public final class LimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LimitException(String message) {
        super(message);
    }
}
