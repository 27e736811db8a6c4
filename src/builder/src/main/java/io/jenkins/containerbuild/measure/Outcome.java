package io.jenkins.containerbuild.measure;

/** What became of an instruction. */
public enum Outcome {
    /** Its layer was found: in the cache, or where another machine has pushed it. */
    CACHED,
    /** It was carried out. */
    MADE,
    /** Its layer stood in another repository of the target's registry and was mounted from there. */
    MOUNTED,
    /** The whole image was found; nothing was carried out. */
    REUSED
}
