package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A project that is built again and again.
 *
 * @param name as the table shows it
 * @param files what a container of it needs; Jib, which reads no Dockerfile, is told these
 */
record Scenario(String name, Creator creator, List<Change> changes, List<JibPeer.CopiedPath> files) {

    /** Writes the project into an empty directory. */
    @FunctionalInterface
    interface Creator {
        void create(Path directory, String baseReference) throws IOException;
    }

    /**
     * What a developer does between two builds.
     *
     * @param name as the table shows it
     */
    record Change(String name, Edit edit) {}

    /** Changes the project; each round changes it to something that no build has seen. */
    @FunctionalInterface
    interface Edit {
        void apply(Path directory, int round) throws IOException;
    }
}
