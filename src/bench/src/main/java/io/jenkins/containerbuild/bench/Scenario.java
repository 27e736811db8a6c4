package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A project that is built repeatedly.
 *
 * @param name name of the scenario in the tables
 * @param dockerfile path of the Dockerfile in the project
 * @param files the files that the image contains, for Jib, which does not read Dockerfiles
 */
record Scenario(
        String name,
        Agent agent,
        String dockerfile,
        Creator creator,
        List<Change> changes,
        List<JibPeer.CopiedPath> files) {

    /** The machine that builds. */
    enum Agent {
        /** A machine that has built the project before, with Docker Engine 20.10, which is the version in Debian 12. */
        USUAL,
        /** A machine that has built the project before, with Docker Engine 26.1. */
        NEWER_ENGINE,
        /**
         * A machine that has not built anything yet: the engine (Docker Engine 26.1) and all local caches are empty,
         * but the registry contains the project's image.
         */
        FRESH
    }

    /** Name of the image in the registry. */
    String imageName() {
        return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** Writes the project into an empty directory. */
    @FunctionalInterface
    interface Creator {
        void create(Path directory, String baseReference) throws IOException;
    }

    /**
     * A change that a developer makes between two builds.
     *
     * @param name name of the change in the tables
     */
    record Change(String name, Edit edit) {
        /** The project is not changed. */
        static final Change NOTHING = new Change("nothing changed", (directory, round) -> {});
    }

    /** Changes the project; the result is different for each value of {@code round}. */
    @FunctionalInterface
    interface Edit {
        void apply(Path directory, int round) throws IOException;
    }
}
