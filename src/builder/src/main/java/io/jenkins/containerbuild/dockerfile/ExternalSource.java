package io.jenkins.containerbuild.dockerfile;

/**
 * An image or a named context that a stage needs; neither a stage of the Dockerfile nor {@code scratch}.
 *
 * @param reference name in the Dockerfile, variables expanded
 * @param namedContext name of the named context that replaces the image, as the user wrote it, or "" if none does
 * @param platform value of {@code FROM --platform}, variables expanded, or "" if not set
 * @param line first line of the instruction that needs the source
 * @param use purpose for which the source is needed
 */
public record ExternalSource(String reference, String namedContext, String platform, int line, Use use) {

    /** The purpose for which a source is needed. */
    public enum Use {
        /** It is the base of a stage, so its configuration is needed too. */
        BASE,
        /** Only files are taken from it. */
        FILES
    }

    public boolean isImage() {
        return namedContext.isEmpty();
    }
}
