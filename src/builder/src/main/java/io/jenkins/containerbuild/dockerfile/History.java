package io.jenkins.containerbuild.dockerfile;

import java.util.Optional;

/**
 * An entry of the image history, as BuildKit in Docker 26 writes it. The comment of each entry is {@link #COMMENT}.
 *
 * @param createdBy instruction, variables expanded
 * @param emptyLayer whether the entry has no layer
 */
public record History(String createdBy, boolean emptyLayer) {
    public static final String COMMENT = "buildkit.dockerfile.v0";

    static Optional<History> withLayer(String createdBy) {
        return Optional.of(new History(createdBy, false));
    }

    static Optional<History> ofConfiguration(String createdBy) {
        return Optional.of(new History(createdBy, true));
    }
}
