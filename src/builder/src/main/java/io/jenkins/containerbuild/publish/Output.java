package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.image.ImageReference;
import java.nio.file.Path;
import java.util.List;

/** A destination of an image. If its list of names is empty, the image gets the names in the request. */
public sealed interface Output {
    /** The destination of an archive that is written to standard output. */
    String STDOUT = "-";

    List<ImageReference> names();

    /** One tar file. */
    record Archive(Format format, String destination, List<ImageReference> names) implements Output {
        public boolean isStdout() {
            return destination.equals(STDOUT);
        }
    }

    /** An OCI image layout. */
    record Directory(Path path, List<ImageReference> names) implements Output {}

    /** The registries to which the names refer. */
    record Registry(List<ImageReference> names) implements Output {}

    /** The engine's store. */
    record Engine(List<ImageReference> names) implements Output {}

    /** Formats of a tar file. */
    enum Format {
        /** An OCI image layout. */
        OCI,
        /**
         * An OCI image layout with an additional {@code manifest.json}, which every version of {@code docker load}
         * reads.
         */
        DOCKER
    }
}
