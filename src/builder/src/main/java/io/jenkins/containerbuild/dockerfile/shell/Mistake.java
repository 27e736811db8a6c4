package io.jenkins.containerbuild.dockerfile.shell;

import io.jenkins.containerbuild.fault.InputException;
import java.util.function.Supplier;

/**
 * An error in a Dockerfile, thrown by code that does not have the line number. {@link #locate} turns it into an
 * {@link InputException} with file and line, so callers of the package {@code dockerfile} never see a {@code Mistake}.
 */
public final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Mistake(String message) {
        super(message, null, false, false);
    }

    /** Runs {@code reading} and turns a mistake into an {@link InputException} with file and line, counted from 1. */
    public static <T> T locate(String fileName, int line, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (Mistake mistake) {
            throw InputException.at(fileName, line, mistake.getMessage());
        }
    }
}
