package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.build.Layer;
import io.jenkins.containerbuild.measure.Outcome;
import java.time.Instant;

/**
 * A layer that stands in the cache.
 *
 * @param outcome {@link Outcome#CACHED} where it was there already, else {@link Outcome#MADE}
 * @param created when it was first made; with a source date epoch, that
 * @param files entries that are no directories
 * @param bytes of its files, uncompressed
 */
record MadeLayer(Layer layer, Outcome outcome, Instant created, long files, long bytes) {}
