package io.jenkins.containerbuild.measure;

/** The outcome of an instruction. */
public enum Outcome {
    /** Not run: the layer was found in the cache, or another machine had pushed it to the repository. */
    CACHED,
    /** The instruction was run. */
    MADE,
    /** Not run: the layer was mounted from another repository in the target's registry. */
    MOUNTED,
    /** Not run: the whole image was found. */
    REUSED
}
