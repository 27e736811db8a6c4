package io.jenkins.containerbuild.dockerfile.shell;

import io.jenkins.containerbuild.fault.InputException;
import java.util.function.Supplier;

/**
 * A piece of a Dockerfile is at fault, thrown by code that sees only the piece. Whoever knows the line turns it into an {@link
 * InputException}, so it never leaves this package.
 */
public final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Mistake(String message) {
        super(message, null, false, false);
    }

    /** Reads a piece that stands at a line, which the exception then names. */
    public static <T> T locate(String fileName, int line, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Mistake mistake) {
            throw InputException.at(fileName, line, mistake.getMessage());
        }
    }
}
