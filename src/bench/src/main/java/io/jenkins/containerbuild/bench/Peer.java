package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A tool that builds a project and pushes its image. */
interface Peer {

    /** Name of the tool's column in the tables. */
    String name();

    /** Whether the tool is this project, with which all other tools are compared. */
    boolean ours();

    /** Whether the tool runs in a JVM that has built before, and not as a new process. */
    default boolean isWarm() {
        return false;
    }

    /** Whether the tool is too slow for several rounds: the classic builder sends the whole context each time. */
    default boolean isMeasuredOnce() {
        return false;
    }

    /** Builds and pushes the image; throws an exception on failure. */
    Sample run(Scenario scenario, Path directory) throws IOException, InterruptedException;
}
