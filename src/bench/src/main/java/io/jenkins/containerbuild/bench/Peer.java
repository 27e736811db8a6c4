package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A tool that builds a project and pushes its image. */
interface Peer {

    /** Its column in the tables. */
    String name();

    /** Whether it is this project's; the others are what it is compared with. */
    boolean ours();

    /** Whether it is measured in a JVM that has built before, and not as a process that starts. */
    default boolean isWarm() {
        return false;
    }

    /** Whether it takes so long that one run must do: the classic builder sends the whole context each time. */
    default boolean isMeasuredOnce() {
        return false;
    }

    /** Builds and pushes; throws where that fails, because the time of a failure is no figure. */
    Sample run(Scenario scenario, Path directory) throws IOException, InterruptedException;
}
