package io.jenkins.containerbuild.measure;

/** The parts of a build whose wall time is reported. Phases may overlap, as layers are pushed while others are made. */
public enum Phase {
    /** Tags become digests; manifests and configurations of bases are read. */
    RESOLVE,
    /** The context is walked and the needed files are found. */
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
