package io.jenkins.containerbuild.measure;

/** Receives what happens while it happens. Called from several threads; must not block and must not throw. */
public interface Progress {
    /** Nobody listens. */
    Progress NONE = new Progress() {};

    default void phaseStarted(Phase phase) {}

    default void phaseFinished(Phase phase, long millis) {}

    default void stepStarted(Step step) {}

    /** A line of a command's output. */
    default void stepOutput(Step step, String line) {}

    default void stepFinished(Step step, Outcome outcome, long millis) {}

    /**
     * Bytes moved.
     *
     * @param what a layer's short digest, a file, a repository
     * @param done bytes so far
     * @param total bytes in all, or -1 where nobody knows
     */
    default void transferred(Phase phase, String what, long done, long total) {}

    /** Something the user should read, such as why a builder was chosen. */
    default void note(String message) {}

    /** Something the user should mend, though the build goes on. */
    default void warning(String message) {}
}
