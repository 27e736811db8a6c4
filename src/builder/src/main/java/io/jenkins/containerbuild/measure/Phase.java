package io.jenkins.containerbuild.measure;

/**
 * The phases of a build for which wall time is reported. Phases may overlap, because finished layers are pushed while
 * other layers are being built.
 */
public enum Phase {
    /** Looks up the digests, manifests and configurations of base images, and the image of an earlier build. */
    RESOLVE,
    /** Finds the files in the context that the build needs, and reads the files that have changed. */
    CONTEXT,
    /** Sends files to an engine. */
    TRANSFER,
    /** Reads the content of base images. */
    PULL,
    /** Runs instructions. */
    BUILD,
    /** Publishes the layers, configuration and manifest. */
    PUSH
}
