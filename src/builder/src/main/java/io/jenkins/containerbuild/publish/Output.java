package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.image.ImageReference;
import java.nio.file.Path;
import java.util.List;

/** Where an image goes, each under names of its own; empty where those of the request hold. */
public sealed interface Output {
    /** Stands for standard output as an archive's destination. */
    String STDOUT = "-";

    List<ImageReference> names();

    /** One tar. */
    record Archive(Format format, String destination, List<ImageReference> names) implements Output {
        public boolean isStdout() {
            return destination.equals(STDOUT);
        }
    }

    /** An OCI image layout. */
    record Directory(Path path, List<ImageReference> names) implements Output {}

    /** The registries of the names. */
    record Registry(List<ImageReference> names) implements Output {}

    /** The engine's store. */
    record Engine(List<ImageReference> names) implements Output {}

    /** What a tar looks like inside. */
    enum Format {
        /** An OCI image layout. */
        OCI,
        /** An OCI image layout that also has what {@code docker load} of any engine reads. */
        DOCKER
    }
}
