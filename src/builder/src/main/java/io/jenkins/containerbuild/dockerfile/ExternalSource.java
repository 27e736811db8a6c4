package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.image.NamedContext;

/**
 * An image or named context that a stage needs. Stages of the Dockerfile and {@code scratch} are not external sources.
 *
 * @param reference name in the Dockerfile, variables expanded
 * @param place the image, or the named context that replaces the image
 * @param platform value of {@code FROM --platform}, variables expanded, or "" if not set
 * @param line first line of the instruction that needs the source
 * @param use purpose for which the source is needed
 */
public record ExternalSource(String reference, NamedContext place, String platform, int line, Use use) {

    /** The purpose for which a source is needed. */
    public enum Use {
        /** The source is the base of a stage, so its configuration is needed too. */
        BASE,
        /** Only files are taken from the source. */
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
     * Identifies an image in a Dockerfile by reference and platform: one reference may be needed for several platforms.
     *
     * @param platform value of {@code FROM --platform}, or "" if not set
     */
    public record Key(String reference, String platform) {
        /** Fingerprints include this text, so it must not change. */
        @Override
        public String toString() {
            return platform.isEmpty() ? reference : reference + " for " + platform;
        }
    }
}
