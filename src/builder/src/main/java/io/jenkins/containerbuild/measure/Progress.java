package io.jenkins.containerbuild.measure;

/**
 * Receives events while a build runs. The methods are called from several threads; they must not block and must not
 * throw.
 */
public interface Progress {
    /** Ignores all events. */
    Progress NONE = new Progress() {};

    default void phaseStarted(Phase phase) {}

    default void phaseFinished(Phase phase, long millis) {}

    default void stepStarted(Step step) {}

    /** A line of a command's output. */
    default void stepOutput(Step step, String line) {}

    default void stepFinished(Step step, Outcome outcome, long millis) {}

    /**
     * Reports a transfer.
     *
     * @param what what is transferred: a layer's short digest, a file or a repository
     * @param done bytes so far
     * @param total total number of bytes, or -1 if unknown
     */
    default void transferred(Phase phase, String what, long done, long total) {}

    /** Information for the user, for example why a builder was chosen. */
    default void note(String message) {}

    /** A problem that the user should correct; the build continues. */
    default void warning(String message) {}
}
