package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A tool that builds a project and pushes its image. */
interface Peer {

    /** Its column in the tables. */
    String name();

    /** Whether it is this project; the others are compared with it. */
    boolean ours();

    /** Whether it is measured in a JVM that has built before, not as a new process. */
    default boolean isWarm() {
        return false;
    }

    /** Whether it is too slow to be measured more than once: the classic builder sends the whole context each time. */
    default boolean isMeasuredOnce() {
        return false;
    }

    /** Builds and pushes; throws if that fails. */
    Sample run(Scenario scenario, Path directory) throws IOException, InterruptedException;
}
