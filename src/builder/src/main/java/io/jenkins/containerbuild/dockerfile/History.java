package io.jenkins.containerbuild.dockerfile;

import java.util.Optional;

/**
 * An entry of an image's history, as Docker 26's BuildKit writes it; its comment is {@link #COMMENT}.
 *
 * @param createdBy the instruction, its variables expanded
 * @param emptyLayer whether no layer belongs to it
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
