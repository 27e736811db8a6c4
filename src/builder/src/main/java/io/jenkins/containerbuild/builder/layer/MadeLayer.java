package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.measure.Outcome;
import java.time.Instant;

/**
 * A layer that is in the cache, or in the repository to which the image is pushed.
 *
 * @param outcome {@link Outcome#CACHED} if the layer already existed, otherwise {@link Outcome#MADE}
 * @param created time at which the layer was first made, or the source date epoch if there is one
 * @param files number of entries that are not directories
 */
public record MadeLayer(Layer layer, Outcome outcome, Instant created, long files) {}
