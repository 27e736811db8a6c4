package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.image.NamedContext;

/**
 * An image or a named context that a stage needs; neither a stage of the Dockerfile nor {@code scratch}.
 *
 * @param reference name in the Dockerfile, variables expanded
 * @param place the image, or the named context that replaces it
 * @param platform value of {@code FROM --platform}, variables expanded, or "" if not set
 * @param line first line of the instruction that needs the source
 * @param use purpose for which the source is needed
 */
public record ExternalSource(String reference, NamedContext place, String platform, int line, Use use) {

    /** The purpose for which a source is needed. */
    public enum Use {
        /** It is the base of a stage, so its configuration is needed too. */
        BASE,
        /** Only files are taken from it. */
        FILES
    }

    /** False if a directory replaces the image. */
    public boolean isImage() {
        return !(place instanceof NamedContext.Directory);
    }

    public Key key() {
        return new Key(reference, platform);
    }

    /**
     * Identifies an image of a Dockerfile: one reference may be needed for several platforms.
     *
     * @param platform value of {@code FROM --platform}, or "" if not set
     */
    public record Key(String reference, String platform) {
        /** The form that enters fingerprints, which must stay the same. */
        @Override
        public String toString() {
            return platform.isEmpty() ? reference : reference + " for " + platform;
        }
    }
}
