package io.jenkins.containerbuild.image;

/**
 * Thrown for an archive, a layer or a path that is not damaged, but exceeds a limit or uses an unsupported format. The
 * message states the reason; the code that catches the exception adds the name of the archive, layer or path.
 */
public final class LimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LimitException(String message) {
        super(message);
    }
}
