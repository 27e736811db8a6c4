package io.jenkins.containerbuild.dockerfile;

/**
 * An image or a named context that a stage needs: no stage of the Dockerfile, and not {@code scratch}.
 *
 * @param reference as the Dockerfile names it, variables expanded
 * @param namedContext the named context that stands in for it, as {@code --build-context} names it; "" for an image
 * @param platform of {@code FROM --platform}, expanded; "" where none is given
 * @param line first line of the instruction that needs it
 * @param use what it is needed for
 */
public record ExternalSource(String reference, String namedContext, String platform, int line, Use use) {

    /** What a source is needed for. */
    public enum Use {
        /** A stage starts from it: its configuration counts. */
        BASE,
        /** Only files are taken from it. */
        FILES
    }

    public boolean isImage() {
        return namedContext.isEmpty();
    }
}
