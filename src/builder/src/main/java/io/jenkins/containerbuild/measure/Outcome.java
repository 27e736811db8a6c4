package io.jenkins.containerbuild.measure;

/** The outcome of an instruction. */
public enum Outcome {
    /** Its layer was found in the cache, or in the repository to which another machine had pushed it. */
    CACHED,
    /** It was run. */
    MADE,
    /** Its layer was mounted from another repository of the target's registry. */
    MOUNTED,
    /** The whole image was found; no instruction was run. */
    REUSED
}
