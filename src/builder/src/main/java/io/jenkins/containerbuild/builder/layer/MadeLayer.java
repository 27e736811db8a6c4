package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.measure.Outcome;
import java.time.Instant;

/**
 * A layer that stands in the cache, or in the repository that the image goes to.
 *
 * @param outcome {@link Outcome#CACHED} where it was there already, else {@link Outcome#MADE}
 * @param created when it was first made; with a source date epoch, that
 * @param files entries that are no directories
 */
public record MadeLayer(Layer layer, Outcome outcome, Instant created, long files) {}
