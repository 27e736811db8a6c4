package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A project that is built again and again.
 *
 * @param name as the table shows it
 * @param dockerfile its path in the project
 * @param files what a container of it needs; Jib, which reads no Dockerfile, is told these
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
        /** It has built this project before; Docker Engine 20.10, as Debian 12 has it. */
        USUAL,
        /** The same with Docker Engine 26.1. */
        NEWER_ENGINE,
        /**
         * It has built nothing yet: its engine (26.1) and all local caches are empty, while the registry has the
         * project's image.
         */
        FRESH
    }

    /** What the image is called in a registry. */
    String imageName() {
        return name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

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
    record Change(String name, Edit edit) {
        /** The same project once more. */
        static final Change NOTHING = new Change("nothing changed", (directory, round) -> {});
    }

    /** Changes the project; each round changes it to something that no build has seen. */
    @FunctionalInterface
    interface Edit {
        void apply(Path directory, int round) throws IOException;
    }
}
