package io.jenkins.containerbuild.measure;

/** The parts of a build whose wall time is reported. Phases may overlap, as layers are pushed while others are made. */
public enum Phase {
    /** What is there already is looked up: digests, manifests and configurations of bases, the image of an earlier build. */
    RESOLVE,
    /** The context is walked, the needed files are found, and those that have changed are read. */
    CONTEXT,
    /** Files are sent to an engine. */
    TRANSFER,
    /** Bytes of bases are read. */
    PULL,
    /** Instructions are carried out. */
    BUILD,
    /** Layers, configuration and manifest go out. */
    PUSH
}
