package io.jenkins.containerbuild.image;

/**
 * Thrown if an archive, a layer or a path exceeds a limit, or is of a kind that engines do not unpack, although it is
 * not damaged. The message says what is wrong; whoever catches the exception adds where.
 */
public final class LimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LimitException(String message) {
        super(message);
    }
}
