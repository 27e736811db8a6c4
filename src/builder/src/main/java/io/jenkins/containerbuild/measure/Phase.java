package io.jenkins.containerbuild.measure;

/**
 * The phases of a build, whose wall time is reported. Phases may overlap, because layers are pushed while others are
 * being made.
 */
public enum Phase {
    /** Looks up digests, manifests and configurations of bases, and the image of an earlier build. */
    RESOLVE,
    /** Finds the needed files of the context, and reads those that have changed. */
    CONTEXT,
    /** Sends files to an engine. */
    TRANSFER,
    /** Reads content of bases. */
    PULL,
    /** Runs instructions. */
    BUILD,
    /** Publishes layers, configuration and manifest. */
    PUSH
}
